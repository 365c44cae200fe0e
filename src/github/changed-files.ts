import { type Hunks, parseHunks } from '../source/hunks.ts'
import { unexpectedAnswer } from './api-failure.ts'
import { ask } from './ask.ts'
import type { DiffEntry, GitHubAccess } from './github-api.ts'
import { compareTrees } from './repository-files.ts'
import { isSourceName } from './source-name.ts'

/** Two commits to be compared. */
export interface CommitRange {
  readonly base: string
  readonly head: string
  /** The pull request that the head belongs to, whose files have a list of their own; null for a push or a merge group. */
  readonly pullRequest: number | null
  /** How many files that has, as GitHub's event says: a comparison that has fewer is not taken for the whole. */
  readonly fileCount?: number | null
}

/** One YAML or JSON file of a change: null on the side that lacks it. The paths differ where it was renamed. */
export interface ChangedPath {
  readonly base: string | null
  readonly head: string | null
}

/** What the head changed since it left the base. */
export interface ChangeList {
  /** The commit at which the head left the base: a change is what was done since. */
  readonly mergeBase: string
  /** The YAML and JSON files among them. */
  readonly paths: readonly ChangedPath[]
  /** How many files are changed, whatever their names. */
  readonly fileCount: number
  /**
   * By the path in the head, what GitHub shows of each of them; missing where it shows nothing: the file was only renamed or
   * only its mode is another, it is long or binary, or the list is not a pull request's nor a comparison's.
   */
  readonly hunks: ReadonlyMap<string, Hunks>
}

/** A comparison has no more files than these, whatever was changed. https://docs.github.com/rest/commits/commits#compare-two-commits */
const COMPARED_FILES = 300

/** Nor has a pull request's list more than these. https://docs.github.com/rest/pulls/pulls#list-pull-requests-files */
const LISTED_FILES = 3000

const PAGE_SIZE = 100

/**
 * Lists the files of a change: one request up to 300 files; beyond, one more for each 100 of a pull request up to 3,000, and
 * two more for anything else. A change that GitHub does not list to its end is a `UserError`, since the rest could hold anything.
 */
export async function listChangedFiles(access: GitHubAccess, range: CommitRange): Promise<ChangeList> {
  const { mergeBase, files } = await compare(access, range)
  const isWhole = files.length < COMPARED_FILES && files.length >= (range.fileCount ?? 0)
  const { paths, hunks } = isWhole ? listed(files) : await listAll(access, range, mergeBase)
  return { mergeBase, paths: paths.flatMap(sourcesOf), fileCount: paths.length, hunks }
}

type Listed = { readonly paths: readonly ChangedPath[]; readonly hunks: ReadonlyMap<string, Hunks> }

function listed(files: readonly DiffEntry[]): Listed {
  const shown = files.filter(({ filename, status }) => status !== 'removed' && isSourceName(filename))
  return {
    paths: files.map(sidesOf),
    hunks: new Map(shown.flatMap(({ filename, patch }) => (patch === undefined ? [] : [[filename, parseHunks(patch)] as const]))),
  }
}

async function compare({ api, repository, wait }: GitHubAccess, { base, head }: CommitRange) {
  const errand = { subject: `the comparison of ${short(base)} with ${short(head)}`, permission: 'contents: read' }
  const basehead = `${base}...${head}`
  const { data } = await ask({ wait }, errand, () =>
    api.rest.repos.compareCommitsWithBasehead({ ...repository, basehead, per_page: 1, page: 1 }),
  )
  if (!Array.isArray(data.files) || !data.merge_base_commit?.sha) throw unexpectedAnswer(errand.subject)
  return { mergeBase: data.merge_base_commit.sha, files: data.files }
}

async function listAll(access: GitHubAccess, { head, pullRequest }: CommitRange, mergeBase: string): Promise<Listed> {
  if (pullRequest === null) return listByTrees(access, mergeBase, head)
  const pages: Listed[] = []
  for (let page = 1; page <= LISTED_FILES / PAGE_SIZE; page += 1) {
    const files = await listPage(access, pullRequest, page)
    pages.push(listed(files))
    if (files.length < PAGE_SIZE) {
      return { paths: pages.flatMap(({ paths }) => paths), hunks: new Map(pages.flatMap(({ hunks }) => [...hunks])) }
    }
  }
  return listByTrees(access, mergeBase, head)
}

/** Whole, whatever the number: a list that is cut off could leave out anything. */
async function listByTrees(access: GitHubAccess, mergeBase: string, head: string): Promise<Listed> {
  return { paths: await compareTrees(access, mergeBase, head), hunks: new Map() }
}

async function listPage({ api, repository, wait }: GitHubAccess, number: number, page: number): Promise<readonly DiffEntry[]> {
  const errand = { subject: `the files of pull request #${number}`, permission: 'pull-requests: read' }
  const parameters = { ...repository, pull_number: number, per_page: PAGE_SIZE, page }
  const { data } = await ask({ wait }, errand, () => api.rest.pulls.listFiles(parameters))
  if (!Array.isArray(data)) throw unexpectedAnswer(errand.subject)
  return data
}

function sourcesOf({ base, head }: ChangedPath): readonly ChangedPath[] {
  const paths = { base: sourceOrNull(base), head: sourceOrNull(head) }
  return paths.base === null && paths.head === null ? [] : [paths]
}

function sidesOf({ status, filename, previous_filename }: DiffEntry): ChangedPath {
  switch (status) {
    case 'added':
    case 'copied':
      return { base: null, head: filename }
    case 'removed':
      return { base: filename, head: null }
    case 'renamed':
      return { base: previous_filename ?? null, head: filename }
    case 'modified':
    case 'changed':
      return { base: filename, head: filename }
    case 'unchanged':
      return { base: null, head: null }
  }
}

function sourceOrNull(path: string | null): string | null {
  return path !== null && isSourceName(path) ? path : null
}

/** A branch is named in full. */
function short(commit: string): string {
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 7) : commit
}
