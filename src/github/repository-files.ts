import { UserError } from '../user-error.ts'
import { unexpectedAnswer } from './api-failure.ts'
import { ask } from './ask.ts'
import type { ChangedPath } from './changed-files.ts'
import type { GitHubAccess } from './github-api.ts'
import { isSourceName } from './source-name.ts'

/** A file of a commit, as its tree has it. */
export interface TreeFile {
  /** As git writes it, in octal: `100644`, `120000` for a symbolic link, `160000` for a submodule. */
  readonly mode: string
  readonly id: string
  /** In bytes. */
  readonly size: number
}

/** The YAML and JSON files of a commit, listed in one request. */
export async function listRepositoryFiles(access: GitHubAccess, commit: string): Promise<readonly string[]> {
  return [...(await readTree(access, commit)).keys()].filter(isSourceName)
}

/** The files that differ between two commits, listed in two requests however many they are. A rename is seen where nothing else of the file changed. */
export async function compareTrees(access: GitHubAccess, base: string, head: string): Promise<readonly ChangedPath[]> {
  const before = await readTree(access, base)
  const after = await readTree(access, head)
  const gone = new Map([...before].flatMap(([path, file]) => (after.has(path) ? [] : [[keyOf(file), path] as const])))
  const changed: ChangedPath[] = []
  for (const [path, file] of after) {
    const former = before.get(path)
    const key = keyOf(file)
    if (former !== undefined && keyOf(former) === key) continue
    const origin = former === undefined ? (gone.get(key) ?? null) : path
    if (origin !== path) gone.delete(key)
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
export async function readTree({ api, repository, wait }: GitHubAccess, commit: string): Promise<ReadonlyMap<string, TreeFile>> {
  const errand = { subject: `the list of files at ${commit.slice(0, 7)}`, permission: 'contents: read' }
  const { data } = await ask({ wait }, errand, () => api.rest.git.getTree({ ...repository, tree_sha: commit, recursive: '1' }))
  if (data.truncated) {
    throw new UserError('github', `${errand.subject} is longer than GitHub gives out. Review it on a clone: \`pull-policy check .\``)
  }
  if (!Array.isArray(data.tree)) throw unexpectedAnswer(errand.subject)
  const files = data.tree.filter(({ type }) => type !== 'tree')
  return new Map(files.map(({ path = '', mode = '', sha, size = 0 }) => [path, { mode, id: sha ?? '', size }]))
}

/** Whether two entries are the same file, wherever they lie. */
function keyOf({ mode, id }: TreeFile): string {
  return `${mode} ${id}`
}
