import { apiFailureOf, type Errand, explainFailure } from './api-failure.ts'
import { ask, attemptCall } from './ask.ts'
import type { GitHubAccess, RepositoryName } from './github-api.ts'
import type { TreeEntry } from './tree-query.ts'

/** The tip of a repository's default branch, and what lies there at two paths; null where nothing does. */
export interface RepositoryTip {
  readonly nameWithOwner: string
  /** null where nothing was ever pushed. */
  readonly defaultBranchRef: {
    readonly name: string
    readonly target: { readonly written?: TreeEntry | null; readonly misspelt?: TreeEntry | null } | null
  } | null
}

/** Where the configuration may be, from a repository's top. */
export interface ConfigurationPaths {
  readonly written: string
  readonly misspelt?: string
}

/**
 * Reads the same as the query does in a few requests more, where GraphQL does not serve. GitHub's contents answer for a symbolic
 * link with the file that it points to.
 */
export async function readTipsByRest(
  access: GitHubAccess,
  errand: Errand,
  paths: ConfigurationPaths,
  organisation: RepositoryName | undefined,
): Promise<{ readonly repository: RepositoryTip; readonly organisation?: RepositoryTip | null }> {
  const repository = await ask(access, errand, () => readTip(access, access.repository, paths))
  if (organisation === undefined) return { repository }
  const attempt = await attemptCall(access, () => readTip(access, organisation, paths))
  if (attempt.kind === 'answered') return { repository, organisation: attempt.answer }
  if (attempt.failure.kind === 'refused' && HIDDEN.has(attempt.failure.status)) return { repository, organisation: null }
  throw explainFailure(errand, attempt.failure, attempt.thrown)
}

/** Most owners have no `.github` repository, or none that the token may see. */
const HIDDEN: ReadonlySet<number> = new Set([403, 404])

async function readTip({ api }: GitHubAccess, name: RepositoryName, { written, misspelt }: ConfigurationPaths): Promise<RepositoryTip> {
  const { data } = await api.rest.repos.get(name)
  const branch = data.default_branch
  const entryAt = (path: string) => readEntry(api, { ...name, path, ref: branch })
  const target = { written: await entryAt(written), ...(misspelt === undefined ? {} : { misspelt: await entryAt(misspelt) }) }
  return { nameWithOwner: data.full_name, defaultBranchRef: { name: branch, target } }
}

type ContentAddress = RepositoryName & { readonly path: string; readonly ref: string }

async function readEntry(api: GitHubAccess['api'], address: ContentAddress): Promise<TreeEntry | null> {
  try {
    return entryOf((await api.rest.repos.getContent(address)).data)
  } catch (thrown) {
    const failure = apiFailureOf(thrown)
    if (failure?.kind === 'refused' && failure.status === 404) return null
    throw thrown
  }
}

/** `content-file` and its kin of https://docs.github.com/rest/repos/contents#get-repository-content; a folder is a list. */
function entryOf(data: unknown): TreeEntry {
  if (Array.isArray(data) || typeof data !== 'object' || data === null) return entry(0o040000, 'tree', null)
  const type = 'type' in data ? data.type : undefined
  if (type === 'symlink') return entry(0o120000, 'blob', null)
  if (type === 'submodule') return entry(0o160000, 'commit', null)
  const byteSize = 'size' in data ? Number(data.size) : 0
  const content = 'content' in data ? String(data.content) : ''
  return entry(0o100644, 'blob', { byteSize, text: Buffer.from(content, 'base64').toString('utf8') })
}

function entry(mode: number, type: string, object: TreeEntry['object']): TreeEntry {
  return { mode, type, oid: '', object }
}
