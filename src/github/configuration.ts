import { UserError } from '../user-error.ts'
import { ask } from './ask.ts'
import { type RepositoryTip, readTipsByRest } from './configuration-by-rest.ts'
import type { GitHubAccess } from './github-api.ts'
import { partialAnswer } from './graph-answer.ts'
import { askGraph, UnexpectedGraphAnswer } from './graph-service.ts'
import { ENTRY, fileAnswer, type TreeEntry } from './tree-query.ts'

/** Where a repository, or an organisation's `.github`, has its configuration. */
export const CONFIGURATION_PATH = '.github/pull-policy.yml'

const OTHER_SPELLING = '.github/pull-policy.yaml'

/** In bytes. Nobody writes more by hand, and the text is parsed for whoever may push to the default branch. */
const SIZE_LIMIT = 64 * 1024

/** The configuration of a repository, or that there is none. */
export type FoundConfiguration =
  | {
      readonly kind: 'found'
      readonly path: string
      readonly text: string
      /** The default branch of the repository that it lies in. */
      readonly ref: string
      /** `owner/name`: the repository itself, or its owner's `.github`. */
      readonly repository: string
      /** The default branch of the repository itself. */
      readonly defaultBranch: string
    }
  | { readonly kind: 'none'; readonly defaultBranch: string }

/**
 * Reads the configuration of a repository in one request: from its default branch, which no author of a change chooses.
 * Where it has none, its owner's `.github` repository may serve all; another path may be given. What is there and cannot be used is a `UserError`,
 * since nobody should think that it counts.
 */
export async function findConfiguration(
  access: GitHubAccess,
  { hasOrganisationFallback, path = CONFIGURATION_PATH }: { readonly hasOrganisationFallback: boolean; readonly path?: string },
): Promise<FoundConfiguration> {
  const { owner, repo } = access.repository
  const hasFallback = hasOrganisationFallback && repo !== ORGANISATION_REPOSITORY
  const { repository, organisation } = await askForBoth(access, path, hasFallback)
  if (!repository) throw new UserError('github', `the repository ${owner}/${repo} could not be read: GitHub knows none of this name`)
  const defaultBranch = repository.defaultBranchRef?.name ?? ''
  const found = readTip(repository, path) ?? (organisation ? readTip(organisation, path) : undefined)
  return found ? { kind: 'found', ...found, defaultBranch } : { kind: 'none', defaultBranch }
}

const ORGANISATION_REPOSITORY = '.github'

interface GraphAnswer {
  readonly repository: RepositoryTip | null
  readonly organisation?: RepositoryTip | null
}

/** Names are written as JSON writes strings, which is how GraphQL reads them. */
function queryFor(path: string, hasFallback: boolean): string {
  const misspelt = path === CONFIGURATION_PATH ? `misspelt: file(path: ${JSON.stringify(OTHER_SPELLING)}) { ...entry }` : ''
  const files = `written: file(path: ${JSON.stringify(path)}) { ...entry } ${misspelt}`
  const tip = `fragment tip on Repository { nameWithOwner defaultBranchRef { name target { ... on Commit { ${files} } } } }`
  const organisation = hasFallback ? `organisation: repository(owner: $owner, name: "${ORGANISATION_REPOSITORY}") { ...tip }` : ''
  return `query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { ...tip } ${organisation} } ${tip} ${ENTRY}`
}

/** Most owners have no `.github` repository, or none that the token may see: GitHub reports that beside the rest. */
async function askForBoth(access: GitHubAccess, path: string, hasFallback: boolean): Promise<GraphAnswer> {
  const { api, repository } = access
  const variables = { owner: repository.owner, repo: repository.repo }
  const errand = { subject: `the configuration of ${repository.owner}/${repository.repo}`, permission: 'contents: read' }
  const outcome = await ask(access, errand, () =>
    askGraph(access, async () => {
      try {
        return checked(await api.graphql<Partial<GraphAnswer>>(queryFor(path, hasFallback), variables))
      } catch (thrown) {
        const partial = hasFallback ? partialAnswer<GraphAnswer>(thrown, 'organisation') : undefined
        if (partial === undefined) throw thrown
        return partial
      }
    }),
  )
  if (outcome.kind === 'answered') return outcome.answer
  const paths = path === CONFIGURATION_PATH ? { written: path, misspelt: OTHER_SPELLING } : { written: path }
  const organisation = hasFallback ? { owner: repository.owner, repo: ORGANISATION_REPOSITORY } : undefined
  return readTipsByRest(access, errand, paths, organisation)
}

function checked({ repository, ...others }: Partial<GraphAnswer>): GraphAnswer {
  if (repository === undefined || repository?.defaultBranchRef === undefined) throw new UnexpectedGraphAnswer()
  return { repository, ...others }
}

type FoundText = { readonly path: string; readonly text: string; readonly ref: string; readonly repository: string }

function readTip({ nameWithOwner, defaultBranchRef }: RepositoryTip, path: string): FoundText | undefined {
  if (defaultBranchRef === null) return undefined
  const { name, target } = defaultBranchRef
  const where = `on \`${name}\` of ${nameWithOwner}`
  const written = target?.written ?? null
  if (target?.misspelt) throw misspelt(where, written !== null)
  if (written === null) return undefined
  return { path, text: textOf(written, path, where), ref: name, repository: nameWithOwner }
}

function misspelt(where: string, hasBoth: boolean): UserError {
  return badConfiguration(
    hasBoth
      ? `unexpected ${OTHER_SPELLING} beside ${CONFIGURATION_PATH} ${where}, expected one of them; delete ${OTHER_SPELLING}, which is never read`
      : `unexpected ${OTHER_SPELLING} ${where}, expected ${CONFIGURATION_PATH}; rename it, since it is not read under this name`,
  )
}

function textOf(entry: TreeEntry, path: string, where: string): string {
  const file = fileAnswer(entry)
  switch (file.kind) {
    case 'missing':
    case 'symlink':
    case 'submodule':
    case 'folder':
      throw badConfiguration(`unexpected ${WORDS[file.kind]} at ${path} ${where}, expected a file; commit the configuration itself there`)
    case 'blob':
      if (file.size > SIZE_LIMIT)
        throw badConfiguration(
          `unexpected ${file.size} bytes in ${path} ${where}, expected at most ${SIZE_LIMIT}; shorten it, a glob may stand for many paths or images`,
        )
      if (file.text === null) throw badConfiguration(`unexpected bytes in ${path} ${where}, expected text in UTF-8; save it as such`)
      return file.text
  }
}

const WORDS = { missing: 'object', symlink: 'symbolic link', submodule: 'submodule', folder: 'folder' } as const

function badConfiguration(message: string): UserError {
  return new UserError('bad-configuration', message)
}
