import type { GitHubAccess } from './github-api.ts'
import { UnexpectedGraphAnswer } from './graph-service.ts'

/** A file of a commit, to be asked for. */
export interface FileAddress {
  readonly commit: string
  readonly path: string
}

/** What a commit holds at a path. */
export type FileAnswer =
  | { readonly kind: 'missing' | 'symlink' | 'submodule' | 'folder' }
  /** `text` is null where it did not come whole and as written. */
  | { readonly kind: 'blob'; readonly id: string; readonly size: number; readonly text: string | null }

/**
 * Asks for many files in one GraphQL request and answers in the same order: mode, size and text of each. Names travel as
 * variables, so that none of them can be read as a part of the query. That the repository lacks a commit is no answer to it.
 * https://docs.github.com/graphql/reference/objects#commit
 */
export async function findFiles({ api, repository }: GitHubAccess, wanted: readonly FileAddress[]): Promise<readonly FileAnswer[]> {
  const commits = [...new Set(wanted.map(({ commit }) => commit))]
  const variables = {
    owner: repository.owner,
    repo: repository.repo,
    ...Object.fromEntries(commits.map((commit, index) => [`c${index}`, commit])),
    ...Object.fromEntries(wanted.map(({ path }, index) => [`p${index}`, path])),
  }
  const answer = await api.graphql<GraphAnswer>(queryFor(wanted, commits), variables)
  return wanted.map(({ commit }, index) => {
    const entry = answer?.repository?.[`c${commits.indexOf(commit)}`]?.[`f${index}`]
    if (entry === undefined) throw new UnexpectedGraphAnswer()
    return fileAnswer(entry)
  })
}

interface GraphAnswer {
  readonly repository: Readonly<Record<string, Readonly<Record<string, TreeEntry | null>> | null>> | null
}

/** An entry of a commit's tree, as {@link ENTRY} asks for it. */
export interface TreeEntry {
  /** As git writes it, in decimal: 33188 is 100644. */
  readonly mode: number
  readonly type: string
  readonly oid: string
  readonly object: {
    readonly byteSize?: number
    readonly isBinary?: boolean | null
    readonly isTruncated?: boolean
    readonly text?: string | null
  } | null
}

function queryFor(wanted: readonly FileAddress[], commits: readonly string[]): string {
  const variables = [
    '$owner: String!',
    '$repo: String!',
    ...commits.map((_, index) => `$c${index}: GitObjectID!`),
    ...wanted.map((_, index) => `$p${index}: String!`),
  ]
  const selections = commits.map((commit, index) => {
    const files = wanted.flatMap((file, at) => (file.commit === commit ? [`f${at}: file(path: $p${at}) { ...entry }`] : []))
    return `c${index}: object(oid: $c${index}) { ... on Commit { ${files.join(' ')} } }`
  })
  return `query(${variables.join(', ')}) { repository(owner: $owner, name: $repo) { ${selections.join(' ')} } } ${ENTRY}`
}

/** The fragment `entry`, for queries that ask for files. */
export const ENTRY = 'fragment entry on TreeEntry { mode type oid object { ... on Blob { byteSize isBinary isTruncated text } } }'

const FILE_TYPE = 0o170000
const SYMLINK = 0o120000

/** What an entry is; null where there is none. */
export function fileAnswer(entry: TreeEntry | null): FileAnswer {
  if (entry === null) return { kind: 'missing' }
  const { mode, type, oid, object } = entry
  if (type === 'commit') return { kind: 'submodule' }
  if (type === 'tree') return { kind: 'folder' }
  if ((mode & FILE_TYPE) === SYMLINK) return { kind: 'symlink' }
  if (object?.byteSize === undefined) return { kind: 'missing' }
  return { kind: 'blob', id: oid, size: object.byteSize, text: wholeText(object) }
}

/** GitHub cuts long texts, and turns other encodings into UTF-8: then the length is another. */
function wholeText({ byteSize, isBinary, isTruncated, text }: NonNullable<TreeEntry['object']>): string | null {
  if (isBinary === true || isTruncated === true || typeof text !== 'string') return null
  return Buffer.byteLength(text) === byteSize ? text : null
}
