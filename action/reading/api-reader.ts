import {
  findConfiguration,
  type GitHubAccess,
  listChangedFiles,
  listRepositoryFiles,
  readChangedFiles,
  readCommitFiles,
  type UserError,
} from '../../src/index.ts'
import type { FoundChange, RepositoryReader } from './repository-reader.ts'

/** Reads by GitHub's API, at the commits themselves: nothing need be checked out, and lines are those that GitHub shows. */
export function apiReader(access: GitHubAccess): RepositoryReader {
  return {
    kind: 'api',
    findConfiguration: path => findConfiguration(access, { hasOrganisationFallback: false, ...(path === null ? {} : { path }) }),
    async findChange(subject) {
      const { base, head } = subject
      const pull = subject.kind === 'pull-request' ? { pullRequest: subject.number, fileCount: subject.fileCount } : { pullRequest: null }
      const { mergeBase, paths, fileCount, hunks } = await listChangedFiles(access, { base, head, ...pull })
      const commits = { base: mergeBase, head }
      const changed: FoundChange['changed'] = isWanted =>
        readChangedFiles(
          access,
          commits,
          paths.filter(path => isWanted(path.head ?? path.base ?? '')),
        )
      const untouched: FoundChange['untouched'] = async function* (isWanted) {
        const known = new Set(paths.map(path => path.head))
        const others = (await listRepositoryFiles(access, head)).filter(path => isWanted(path) && !known.has(path))
        for await (const file of readCommitFiles(access, head, others)) yield { base: file, head: file }
      }
      return { head, base: mergeBase, fileCount, hunks, changed, untouched }
    },
    async findCommit(head) {
      const paths = await listRepositoryFiles(access, head)
      return { fileCount: paths.length, files: isWanted => readCommitFiles(access, head, paths.filter(isWanted)) }
    },
  }
}

/** Stands where GitHub cannot be asked at all, and says why. */
export function noReader(reason: UserError): RepositoryReader {
  const refuse = () => Promise.reject(reason)
  return { kind: 'api', findConfiguration: refuse, findChange: refuse, findCommit: refuse }
}
