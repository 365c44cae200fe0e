import type { ObjectStore } from './object-store.ts'

/** What a test puts at a path; `null` takes the path away. */
export type FileContent =
  | string
  | Uint8Array
  | { readonly executable: string }
  | { readonly symlink: string }
  | { readonly submodule: string }
  | null

/** Files by path. The map form is for paths that are no UTF-8, which git allows. */
export type Files = Readonly<Record<string, FileContent>> | ReadonlyMap<string | Uint8Array, FileContent>

/** One entry of a tree. `path` holds the path's bytes, one a character (latin1), so that no name is lost; see {@link shownPath}. */
export interface TreeEntry {
  readonly path: string
  readonly mode: string
  readonly kind: 'blob' | 'tree' | 'commit'
  readonly oid: string
}

/** The files of a tree by their path's bytes. */
export type FlatTree = ReadonlyMap<string, TreeEntry>

/** A path as GitHub shows it in JSON. */
export function shownPath(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8')
}

/** The bytes of a path that came as text. */
export function pathBytes(path: string): string {
  return Buffer.from(path, 'utf8').toString('latin1')
}

/** The tree that holds `base` with these files put over it. */
export function writeFiles(store: ObjectStore, base: FlatTree, files: Files): string {
  const flat = new Map(base)
  for (const [path, content] of entriesOf(files)) {
    if (content === null) flat.delete(path)
    else flat.set(path, entryFor(store, path, content))
  }
  return writeTree(store, [...flat.values()])
}

/** The tree with these entries, sub-trees included. */
export function writeTree(store: ObjectStore, entries: readonly TreeEntry[]): string {
  const here: TreeEntry[] = []
  const below = new Map<string, TreeEntry[]>()
  for (const entry of entries) {
    const slash = entry.path.indexOf('/')
    if (slash < 0) here.push(entry)
    else collect(below, entry.path.slice(0, slash), { ...entry, path: entry.path.slice(slash + 1) })
  }
  for (const [name, inside] of below) here.push({ path: name, mode: '040000', kind: 'tree', oid: writeTree(store, inside) })
  return store.write('tree', Buffer.concat(here.sort(inTreeOrder).map(treeLine)))
}

/** The direct entries of a tree. */
export function readTree(store: ObjectStore, oid: string): readonly TreeEntry[] {
  const content = store.content(oid, 'tree')
  const entries: TreeEntry[] = []
  for (let start = 0; start < content.length; ) {
    const nameStart = content.indexOf(' ', start) + 1
    const nameEnd = content.indexOf(0, nameStart)
    const mode = content.toString('latin1', start, nameStart - 1).padStart(6, '0')
    const entryOid = content.toString('hex', nameEnd + 1, nameEnd + 21)
    entries.push({ path: content.toString('latin1', nameStart, nameEnd), mode, kind: kindOf(mode), oid: entryOid })
    start = nameEnd + 21
  }
  return entries
}

/** Every file of a tree and of its sub-trees. */
export function flattenTree(store: ObjectStore, oid: string): FlatTree {
  return new Map(readAllEntries(store, oid).flatMap(entry => (entry.kind === 'tree' ? [] : [[entry.path, entry]])))
}

/** Every entry of a tree, each sub-tree followed by what it holds: the order of a recursive listing. */
export function readAllEntries(store: ObjectStore, oid: string, prefix = ''): readonly TreeEntry[] {
  return readTree(store, oid).flatMap(entry => {
    const whole = { ...entry, path: prefix + entry.path }
    return entry.kind === 'tree' ? [whole, ...readAllEntries(store, entry.oid, `${whole.path}/`)] : [whole]
  })
}

/** The entry at a path, be it file or folder; the empty path is the tree itself. */
export function findEntry(store: ObjectStore, treeOid: string, path: string): TreeEntry | undefined {
  if (path === '') return { path: '', mode: '040000', kind: 'tree', oid: treeOid }
  const slash = path.indexOf('/')
  const entry = namesOf(store, treeOid).get(slash < 0 ? path : path.slice(0, slash))
  if (entry === undefined || slash < 0) return entry
  return entry.kind === 'tree' ? findEntry(store, entry.oid, path.slice(slash + 1)) : undefined
}

const names = new WeakMap<ObjectStore, Map<string, ReadonlyMap<string, TreeEntry>>>()

/** A tree's entries by name, kept since an object never changes: thousands of files are asked for one by one. */
function namesOf(store: ObjectStore, treeOid: string): ReadonlyMap<string, TreeEntry> {
  const known = names.get(store) ?? new Map<string, ReadonlyMap<string, TreeEntry>>()
  names.set(store, known)
  const entries = known.get(treeOid) ?? new Map(readTree(store, treeOid).map(entry => [entry.path, entry]))
  known.set(treeOid, entries)
  return entries
}

function entriesOf(files: Files): readonly (readonly [string, FileContent])[] {
  if (!(files instanceof Map)) return Object.entries(files).map(([path, content]) => [pathBytes(path), content])
  return [...files].map(([path, content]) => [typeof path === 'string' ? pathBytes(path) : Buffer.from(path).toString('latin1'), content])
}

function entryFor(store: ObjectStore, path: string, content: Exclude<FileContent, null>): TreeEntry {
  if (typeof content === 'string') return blobEntry(store, path, '100644', Buffer.from(content))
  if (content instanceof Uint8Array) return blobEntry(store, path, '100644', Buffer.from(content))
  if ('executable' in content) return blobEntry(store, path, '100755', Buffer.from(content.executable))
  if ('symlink' in content) return blobEntry(store, path, '120000', Buffer.from(content.symlink))
  return { path, mode: '160000', kind: 'commit', oid: content.submodule }
}

function blobEntry(store: ObjectStore, path: string, mode: string, content: Buffer): TreeEntry {
  return { path, mode, kind: 'blob', oid: store.write('blob', content) }
}

function collect(below: Map<string, TreeEntry[]>, name: string, entry: TreeEntry): void {
  const inside = below.get(name)
  if (inside === undefined) below.set(name, [entry])
  else inside.push(entry)
}

/** Git sorts by bytes, a folder as if its name ended in a slash. */
function inTreeOrder(one: TreeEntry, other: TreeEntry): number {
  const first = one.kind === 'tree' ? `${one.path}/` : one.path
  const second = other.kind === 'tree' ? `${other.path}/` : other.path
  return first < second ? -1 : 1
}

function treeLine({ mode, path, oid }: TreeEntry): Buffer {
  return Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${path}\0`, 'latin1'), Buffer.from(oid, 'hex')])
}

function kindOf(mode: string): TreeEntry['kind'] {
  if (mode === '040000') return 'tree'
  return mode === '160000' ? 'commit' : 'blob'
}
