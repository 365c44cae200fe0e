import { UserError } from '../user-error.ts'
import { ask } from './ask.ts'
import type { ChangedPath } from './changed-files.ts'
import type { GitHubAccess } from './github-api.ts'
import { isSourceName } from './source-name.ts'

/** The YAML and JSON files of a commit, listed in one request. */
export async function listRepositoryFiles(access: GitHubAccess, commit: string): Promise<readonly string[]> {
  return [...(await readTree(access, commit)).keys()].filter(isSourceName)
}

/** The files that differ between two commits, listed in two requests however many they are. A rename is seen where nothing else of the file changed. */
export async function compareTrees(access: GitHubAccess, base: string, head: string): Promise<readonly ChangedPath[]> {
  const before = await readTree(access, base)
  const after = await readTree(access, head)
  const gone = new Map([...before].flatMap(([path, entry]) => (after.has(path) ? [] : [[entry, path] as const])))
  const changed: ChangedPath[] = []
  for (const [path, entry] of after) {
    if (before.get(path) === entry) continue
    const origin = before.has(path) ? path : (gone.get(entry) ?? null)
    if (origin !== path) gone.delete(entry)
    changed.push({ base: origin, head: path })
  }
  const moved = new Set(changed.map(({ base }) => base))
  const deleted = [...before.keys()].filter(path => !after.has(path) && !moved.has(path))
  return [...changed, ...deleted.map(path => ({ base: path, head: null }))]
}

/**
 * Every file of a commit with its mode and id. GitHub cuts the list at 100,000 entries or 7 MB: a cut one is a `UserError`.
 * https://docs.github.com/rest/git/trees#get-a-tree
 */
async function readTree({ api, repository, wait }: GitHubAccess, commit: string): Promise<ReadonlyMap<string, string>> {
  const errand = { subject: `the list of files at ${commit.slice(0, 7)}`, permission: 'contents: read' }
  const { data } = await ask({ wait }, errand, () => api.rest.git.getTree({ ...repository, tree_sha: commit, recursive: '1' }))
  if (data.truncated) {
    throw new UserError('github', `${errand.subject} is longer than GitHub gives out. Review it on a clone: \`pull-policy check .\``)
  }
  return new Map(data.tree.flatMap(({ path = '', type, mode, sha }) => (type === 'tree' ? [] : [[path, `${mode} ${sha}`] as const])))
}
