import type { ObjectStore } from './object-store.ts'

/** Who made a commit, and when. */
export interface Signature {
  readonly name: string
  readonly email: string
  readonly seconds: number
}

/** A commit, read. */
export interface Commit {
  readonly oid: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Signature
  readonly committer: Signature
  readonly message: string
}

/** Commits that were read before: histories are walked often. */
const READ = new WeakMap<ObjectStore, Map<string, Commit>>()

/** Stores a commit and returns its SHA. */
export function writeCommit(store: ObjectStore, commit: Omit<Commit, 'oid'>): string {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map(parent => `parent ${parent}`),
    `author ${signatureLine(commit.author)}`,
    `committer ${signatureLine(commit.committer)}`,
    '',
    commit.message,
  ]
  return store.write('commit', Buffer.from(lines.join('\n')))
}

/** `undefined` where there is no commit of that SHA. */
export function readCommit(store: ObjectStore, oid: string): Commit | undefined {
  const known = READ.get(store) ?? new Map<string, Commit>()
  READ.set(store, known)
  const object = known.has(oid) ? undefined : store.read(oid)
  if (object?.kind === 'commit') known.set(oid, parseCommit(oid, object.content.toString('utf8')))
  return known.get(oid)
}

function parseCommit(oid: string, text: string): Commit {
  const headEnd = text.indexOf('\n\n')
  const lines = text.slice(0, headEnd).split('\n')
  return {
    oid,
    tree: headerOf(lines, 'tree'),
    parents: lines.filter(line => line.startsWith('parent ')).map(line => line.slice('parent '.length)),
    author: parseSignature(headerOf(lines, 'author')),
    committer: parseSignature(headerOf(lines, 'committer')),
    message: text.slice(headEnd + 2),
  }
}

/** These commits and all that came before them, nearest first. */
export function readHistory(store: ObjectStore, starts: readonly string[]): readonly Commit[] {
  const seen = new Map<string, Commit>()
  let generation = starts
  while (generation.length > 0) {
    const commits = generation.flatMap(one => (seen.has(one) ? [] : (readCommit(store, one) ?? [])))
    for (const commit of commits) seen.set(commit.oid, commit)
    generation = [...new Set(commits.flatMap(commit => commit.parents))]
  }
  return [...seen.values()]
}

/** The commit where two histories parted: a common ancestor that is no ancestor of another one. */
export function findMergeBase(store: ObjectStore, one: string, other: string): string | undefined {
  const first = new Set(readHistory(store, [one]).map(({ oid }) => oid))
  const common = readHistory(store, [other]).filter(({ oid }) => first.has(oid))
  const parents = new Set(common.flatMap(commit => commit.parents))
  const older = new Set(readHistory(store, [...parents]).map(({ oid }) => oid))
  return common.find(({ oid }) => !older.has(oid))?.oid
}

function signatureLine({ name, email, seconds }: Signature): string {
  return `${name} <${email}> ${seconds} +0000`
}

function parseSignature(line: string): Signature {
  const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(line) ?? []
  return { name, email, seconds: Number(seconds) }
}

function headerOf(lines: readonly string[], name: string): string {
  const line = lines.find(candidate => candidate.startsWith(`${name} `))
  if (line === undefined) throw new Error(`the commit has no ${name}`)
  return line.slice(name.length + 1)
}
