import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Commit, findMergeBase, readCommit, type Signature, writeCommit } from './commit.ts'
import { diffTrees, type FileDiff } from './diff.ts'
import { askGit } from './git-command.ts'
import { ObjectStore } from './object-store.ts'
import { type Files, type FlatTree, flattenTree, writeFiles } from './tree.ts'

const CONFIG = `[core]
\trepositoryformatversion = 0
\tbare = true
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
`

/**
 * A bare repository on disk, which `git` can clone, fetch from and push to. Anything that GitHub would serve by its SHA can be fetched
 * by its SHA. Refs are read from disk each time, so a push by `git` is seen at once.
 */
export class GitDirectory {
  readonly #path: string
  readonly store: ObjectStore
  readonly #diffs = new Map<string, readonly FileDiff[]>()

  /** A fork shares its parent's objects, as on GitHub: what is pushed to the one can be read by SHA in the other. */
  constructor(path: string, defaultBranch: string, parent?: GitDirectory) {
    this.#path = path
    mkdirSync(join(path, 'refs', 'heads'), { recursive: true })
    writeFileSync(join(path, 'HEAD'), `ref: refs/heads/${defaultBranch}\n`)
    writeFileSync(join(path, 'config'), CONFIG)
    this.store = parent?.store ?? new ObjectStore(path)
    if (parent !== undefined) this.#borrowObjectsOf(parent)
  }

  /** Where it is on disk, with all that was written so far. */
  get path(): string {
    this.store.flush()
    return this.#path
  }

  /** The SHA that a full ref name (`refs/heads/main`) stands for. */
  readRef(name: string): string | undefined {
    const path = join(this.#path, name)
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, 'utf8').trim() : undefined
  }

  /** Points a ref somewhere, whatever it pointed at before. */
  writeRef(name: string, oid: string): void {
    this.store.flush()
    const path = join(this.#path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${oid}\n`)
  }

  deleteRef(name: string): void {
    rmSync(join(this.#path, name), { force: true })
  }

  /** Full names of the refs under a prefix, sorted. */
  listRefs(prefix: string): readonly string[] {
    return readdirSync(join(this.#path, 'refs'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(this.#path.length + 1))
      .filter(name => name.startsWith(prefix))
      .sort()
  }

  /** The commit that a SHA, a branch, a tag or a full ref names. Shortened SHAs are not known here. */
  findCommit(name: string): Commit | undefined {
    if (/^[0-9a-f]{40}$/.test(name)) return readCommit(this.store, name)
    const refs = name === 'HEAD' ? [this.#headRef()] : [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`, name]
    const oid = refs.filter(ref => ref.startsWith('refs/')).flatMap(ref => this.readRef(ref) ?? [])[0]
    return oid === undefined ? undefined : readCommit(this.store, oid)
  }

  /** The files of a commit. */
  filesOf(commit: string): FlatTree {
    return flattenTree(this.store, this.commit(commit).tree)
  }

  /** A commit that must be there. */
  commit(oid: string): Commit {
    const commit = readCommit(this.store, oid)
    if (commit === undefined) throw new Error(`no commit ${oid} in ${this.path}`)
    return commit
  }

  /** Puts a commit with these files upon `parent`, and names it nowhere. */
  commitFiles(parent: string | undefined, files: Files, message: string, author: Signature): string {
    const base: FlatTree = parent === undefined ? new Map() : this.filesOf(parent)
    const tree = writeFiles(this.store, base, files)
    return writeCommit(this.store, { tree, parents: parent === undefined ? [] : [parent], author, committer: author, message })
  }

  mergeBase(one: string, other: string): string | undefined {
    return findMergeBase(this.store, one, other)
  }

  /** The files that differ between two commits or trees. */
  diff(base: string, head: string): readonly FileDiff[] {
    const key = `${base}..${head}`
    const known = this.#diffs.get(key)
    if (known !== undefined) return known
    const diff = diffTrees(this.path, base, head)
    this.#diffs.set(key, diff)
    return diff
  }

  /** The merge of `head` into `base`, or `conflict`. */
  merge(
    base: string,
    head: string,
    message: string,
    author: Signature,
  ): { readonly kind: 'merged'; readonly oid: string } | { readonly kind: 'conflict' } {
    const tree = this.mergeBase(base, head) === base ? this.commit(head).tree : this.#mergeTrees(base, head)
    if (tree === undefined) return { kind: 'conflict' }
    return { kind: 'merged', oid: writeCommit(this.store, { tree, parents: [base, head], author, committer: author, message }) }
  }

  #headRef(): string {
    return readFileSync(join(this.#path, 'HEAD'), 'utf8').trim().slice('ref: '.length)
  }

  #mergeTrees(base: string, head: string): string | undefined {
    const { status, stdout, stderr } = askGit(this.path, ['merge-tree', '--write-tree', base, head])
    if (status > 1) throw new Error(`git merge-tree ended with ${status}: ${stderr}`)
    return status === 0 ? stdout.toString('utf8').trim() : undefined
  }

  #borrowObjectsOf(parent: GitDirectory): void {
    mkdirSync(join(this.#path, 'objects', 'info'), { recursive: true })
    mkdirSync(join(this.#path, 'objects', 'pack'), { recursive: true })
    writeFileSync(join(this.#path, 'objects', 'info', 'alternates'), `${join(parent.store.repositoryPath, 'objects')}\n`)
  }
}
