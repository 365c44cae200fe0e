import { UserError } from '../user-error.ts'
import { apiFailureOf } from './api-failure.ts'
import { ask } from './ask.ts'
import type { GitHubAccess } from './github-api.ts'
import { askGraph, isTooMuch } from './graph-service.ts'
import { readTree, type TreeFile } from './repository-files.ts'
import { type FileAddress, type FileAnswer, findFiles } from './tree-query.ts'

/** How many files are read one by one where GraphQL does not serve. A workflow's token has 1,000 requests an hour. */
const MOST_BY_REST = 500

/** What reading the contents of files takes. */
export const CONTENTS = { subject: 'the contents of the changed files', permission: 'contents: read' }

/**
 * Finds what commits hold at paths: by GraphQL, with the texts, or where that does not serve by the trees of the commits, whose
 * blobs are then to be read one by one. More of those than a token's budget bears are a `UserError`, so that git can serve.
 */
export class FileFinder {
  readonly #access: GitHubAccess
  readonly #count: number
  readonly #trees = new Map<string, Promise<ReadonlyMap<string, TreeFile>>>()
  #hasGraph = true

  /** `count` is how many files will be asked for in all. */
  constructor(access: GitHubAccess, count: number) {
    this.#access = access
    this.#count = count
  }

  /** Whether contents come with what is found; else they take a request each. */
  get hasGraph(): boolean {
    return this.#hasGraph
  }

  /** Answers in the order of the question. */
  async find(wanted: readonly FileAddress[]): Promise<readonly FileAnswer[]> {
    const answers = this.#hasGraph ? await this.#askGraph(wanted) : undefined
    if (answers !== undefined) return answers
    this.#hasGraph = false
    if (this.#count > MOST_BY_REST) throw tooManyForRest(this.#count)
    return Promise.all(wanted.map(address => this.#findInTree(address)))
  }

  /** Halves a batch that GitHub fails at, as it does where an answer takes too long. Undefined where GraphQL does not serve. */
  async #askGraph(wanted: readonly FileAddress[]): Promise<readonly FileAnswer[] | undefined> {
    const access = this.#access
    if (wanted.length <= 1) return this.#askPatiently(wanted)
    try {
      return await findFiles(access, wanted)
    } catch (thrown) {
      if (!isTooMuch(thrown)) return this.#askPatiently(wanted)
      const middle = Math.ceil(wanted.length / 2)
      const first = await this.#askGraph(wanted.slice(0, middle))
      const second = first && (await this.#askGraph(wanted.slice(middle)))
      return second && first && [...first, ...second]
    }
  }

  async #askPatiently(wanted: readonly FileAddress[]): Promise<readonly FileAnswer[] | undefined> {
    const access = this.#access
    const outcome = await ask(access, CONTENTS, () => askGraph(access, () => findFiles(access, wanted)))
    return outcome.kind === 'answered' ? outcome.answer : undefined
  }

  async #findInTree({ commit, path }: FileAddress): Promise<FileAnswer> {
    const known = this.#trees.get(commit) ?? readTreeOf(this.#access, commit)
    this.#trees.set(commit, known)
    const file = (await known).get(path)
    if (file === undefined) return { kind: 'missing' }
    const { mode, id, size } = file
    if (mode === '120000') return { kind: 'symlink' }
    return mode === '160000' ? { kind: 'submodule' } : { kind: 'blob', id, size, text: null }
  }
}

/** A commit that the repository lacks was there when the event was sent. */
async function readTreeOf(access: GitHubAccess, commit: string): Promise<ReadonlyMap<string, TreeFile>> {
  try {
    return await readTree(access, commit)
  } catch (thrown) {
    const failure = thrown instanceof UserError ? apiFailureOf(thrown.cause) : undefined
    if (failure?.kind !== 'refused' || failure.status !== 404) throw thrown
    const { owner, repo } = access.repository
    throw new UserError(
      'github',
      `the commit ${commit} is not in ${owner}/${repo} any more: it was replaced by a later push, whose own run reviews it`,
      { cause: thrown },
    )
  }
}

function tooManyForRest(count: number): UserError {
  return new UserError(
    'github',
    `${CONTENTS.subject} could not be read: GitHub's GraphQL does not answer, and one by one ${count} are more than the ${MOST_BY_REST} that a token's budget bears. Check out with \`fetch-depth: 0\` before this step`,
  )
}
