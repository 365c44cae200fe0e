import { findEntry, pathBytes, readTree, shownPath, type TreeEntry } from '../git/tree.ts'
import type { FakeRepository } from '../repository.ts'
import { type GraphNode, type GraphValue, plain } from './execute.ts'

/** Text beyond this many bytes is cut, and the blob says so. GitHub does not publish its figure. */
const TEXT_BYTES = 512_000

/** What `object(oid:)` or `object(expression:)` names: a blob, a tree or a commit; null where there is nothing. */
export function gitObject(repository: FakeRepository, oid: string | undefined, expression: string | undefined): GraphNode | null {
  if (oid !== undefined) return nodeFor(repository, oid)
  const [, name = '', path] = /^([^:]*)(?::(.*))?$/s.exec(expression ?? '') ?? []
  const commit = repository.git.findCommit(name)
  if (commit === undefined) return path === undefined ? nodeFor(repository, name) : null
  if (path === undefined) return nodeFor(repository, commit.oid)
  const entry = findEntry(repository.git.store, commit.tree, pathBytes(path))
  return entry === undefined ? null : nodeFor(repository, entry.oid)
}

/** A commit's node, for refs and mutations. */
export function commitNode(repository: FakeRepository, oid: string): GraphNode {
  const { message, committer, tree } = repository.git.commit(oid)
  return {
    ...objectNode('Commit', oid, repository),
    fields: {
      ...objectNode('Commit', oid, repository).fields,
      message: plain(() => message),
      messageHeadline: plain(() => message.split('\n')[0] ?? ''),
      committedDate: plain(() => new Date(committer.seconds * 1000).toISOString()),
      tree: plain(() => nodeFor(repository, tree)),
      file: { args: ['path'], answer: args => fileNode(repository, tree, args.text('path')) },
      url: plain(() => repository.htmlUrl(`/commit/${oid}`)),
    },
  }
}

/** The entry of a tree at a path; null where there is none. */
function fileNode(repository: FakeRepository, tree: string, path: string): GraphNode | null {
  const entry = findEntry(repository.git.store, tree, pathBytes(path))
  return entry === undefined ? null : entryNode(repository, entry)
}

function nodeFor(repository: FakeRepository, oid: string): GraphNode | null {
  const object = /^[0-9a-f]{40}$/.test(oid) ? repository.git.store.read(oid) : undefined
  if (object === undefined) return null
  if (object.kind === 'commit') return commitNode(repository, oid)
  return object.kind === 'tree' ? treeNode(repository, oid) : blobNode(repository, oid, object.content)
}

function blobNode(repository: FakeRepository, oid: string, content: Buffer): GraphNode {
  const isBinary = content.subarray(0, 8000).includes(0)
  const node = objectNode('Blob', oid, repository)
  return {
    ...node,
    fields: {
      ...node.fields,
      byteSize: plain(() => content.length),
      isBinary: plain(() => isBinary),
      isTruncated: plain(() => content.length > TEXT_BYTES),
      text: plain(() => (isBinary ? null : content.toString('utf8', 0, TEXT_BYTES))),
    },
  }
}

function treeNode(repository: FakeRepository, oid: string): GraphNode {
  const node = objectNode('Tree', oid, repository)
  const entries = () => readTree(repository.git.store, oid).map(entry => entryNode(repository, entry))
  return { ...node, fields: { ...node.fields, entries: plain(entries) } }
}

function entryNode(repository: FakeRepository, { path, mode, kind, oid }: TreeEntry): GraphNode {
  const values: Readonly<Record<string, () => GraphValue>> = {
    name: () => shownPath(path),
    mode: () => Number.parseInt(mode, 8),
    type: () => kind,
    oid: () => oid,
    object: () => nodeFor(repository, oid),
  }
  return { type: 'TreeEntry', fields: Object.fromEntries(Object.entries(values).map(([name, answer]) => [name, plain(answer)])) }
}

function objectNode(type: string, oid: string, repository: FakeRepository): GraphNode {
  const fields = {
    id: plain(() => `${type}_kw${oid}`),
    oid: plain(() => oid),
    abbreviatedOid: plain(() => oid.slice(0, 7)),
    commitResourcePath: plain(() => `/${repository.fullName}/commit/${oid}`),
  }
  return { type, interfaces: ['GitObject', 'Node'], fields }
}
