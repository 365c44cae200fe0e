import { ApiError, notFound, validationFailed } from '../api-error.ts'
import { type ApiRequest, created, fieldsOf, noContent, ok, onRepository, type Routes, tokenOf } from '../api-request.ts'
import { gitCommitJson } from '../commit-json.ts'
import { readCommit, type Signature, writeCommit } from '../git/commit.ts'
import { flattenTree, pathBytes, readAllEntries, readTree, shownPath, type TreeEntry, writeTree } from '../git/tree.ts'
import type { Fields, JsonObject } from '../json.ts'
import type { FakeRepository } from '../repository.ts'

/** Entries of a recursive listing, above which it is cut and says so. */
const LISTED_ENTRIES = 100_000

/** Blobs, trees, commits and refs as git has them. */
export const gitDataRoutes: Routes = {
  'POST /repos/{owner}/{repo}/git/blobs': onRepository('contents', 'write', (request, repository) => {
    const fields = fieldsOf(request)
    const encoding = fields.optionalText('encoding') === 'base64' ? 'base64' : 'utf8'
    const sha = repository.git.store.write('blob', Buffer.from(fields.text('content'), encoding))
    return created({ sha, url: repository.url(`/git/blobs/${sha}`) })
  }),

  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': onRepository('contents', 'read', ({ parameters, accept }, repository) => {
    const sha = parameters.file_sha ?? ''
    const object = /^[0-9a-f]{40}$/.test(sha) ? repository.git.store.read(sha) : undefined
    if (object?.kind !== 'blob') throw notFound()
    if (accept.includes('raw')) return { status: 200, text: object.content, mediaType: 'application/vnd.github.raw; charset=utf-8' }
    const content = object.content.toString('base64').replace(/.{60}/g, '$&\n')
    const url = repository.url(`/git/blobs/${sha}`)
    return ok({ sha, node_id: `B_kw${sha}`, size: object.content.length, url, content, encoding: 'base64' })
  }),

  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': onRepository('contents', 'read', ({ parameters, query }, repository) => {
    const name = parameters.tree_sha ?? ''
    const sha = repository.git.findCommit(name)?.tree ?? name
    if (!/^[0-9a-f]{40}$/.test(sha) || repository.git.store.read(sha)?.kind !== 'tree') throw notFound()
    const entries = query.has('recursive') ? readAllEntries(repository.git.store, sha) : readTree(repository.git.store, sha)
    return ok(treeJson(repository, sha, entries))
  }),

  'POST /repos/{owner}/{repo}/git/trees': onRepository('contents', 'write', (request, repository) => {
    const fields = fieldsOf(request)
    const { store } = repository.git
    const base = fields.optionalText('base_tree')
    const baseTree = base === undefined ? undefined : (repository.git.findCommit(base)?.tree ?? base)
    const flat = new Map(baseTree === undefined ? [] : flattenTree(store, baseTree))
    for (const entry of fields.items('tree')) putEntry(repository, flat, entry)
    const sha = writeTree(store, [...flat.values()])
    return created(treeJson(repository, sha, readTree(store, sha)))
  }),

  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}': onRepository('contents', 'read', ({ parameters }, repository) => {
    const commit = readCommit(repository.git.store, parameters.commit_sha ?? '')
    if (commit === undefined) throw notFound()
    return ok(gitCommitJson(repository, commit))
  }),

  'POST /repos/{owner}/{repo}/git/commits': onRepository('contents', 'write', (request, repository) => {
    const fields = fieldsOf(request)
    const { store } = repository.git
    const parents = fields.texts('parents')
    if (store.read(fields.text('tree'))?.kind !== 'tree') throw new ApiError(422, 'Tree SHA does not exist')
    if (parents.some(parent => readCommit(store, parent) === undefined))
      throw new ApiError(422, 'Parent SHA does not exist or is not a commit object')
    const author = signatureOf(request, fields.inside('author'))
    const sha = writeCommit(store, { tree: fields.text('tree'), parents, author, committer: author, message: fields.text('message') })
    return created(gitCommitJson(repository, repository.git.commit(sha)))
  }),

  'GET /repos/{owner}/{repo}/git/ref/{ref}': onRepository('contents', 'read', (request, repository) => {
    const ref = refOf(request)
    const [, number] = /^refs\/pull\/(\d+)\/merge$/.exec(ref) ?? []
    const merge = repository.pulls.get(Number(number))?.trialMerge
    const sha = merge?.kind === 'merged' ? merge.oid : repository.git.readRef(ref)
    if (sha === undefined) throw notFound()
    return ok(refJson(repository, ref, sha))
  }),

  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': onRepository('contents', 'read', (request, repository) => {
    const { git } = repository
    return ok(git.listRefs(refOf(request)).map(ref => refJson(repository, ref, git.readRef(ref) ?? '')))
  }),

  'POST /repos/{owner}/{repo}/git/refs': onRepository('contents', 'write', (request, repository) => {
    const fields = fieldsOf(request)
    const ref = fields.text('ref')
    if (!/^refs\/(heads|tags)\/[\w./-]+$/.test(ref) || ref.includes('..')) throw new ApiError(422, 'Reference name is not valid')
    if (repository.git.readRef(ref) !== undefined) throw new ApiError(422, 'Reference already exists')
    return created(pointRef(request, repository, ref, fields.text('sha')))
  }),

  'PATCH /repos/{owner}/{repo}/git/refs/{ref}': onRepository('contents', 'write', (request, repository) => {
    const fields = fieldsOf(request)
    const ref = refOf(request)
    const before = repository.git.readRef(ref)
    const sha = fields.text('sha')
    if (before === undefined) throw new ApiError(422, 'Reference does not exist')
    const isForward = readCommit(repository.git.store, sha) !== undefined && repository.git.mergeBase(before, sha) === before
    if (!isForward && !fields.flag('force')) throw new ApiError(422, 'Update is not a fast forward')
    return ok(pointRef(request, repository, ref, sha))
  }),

  'DELETE /repos/{owner}/{repo}/git/refs/{ref}': onRepository('contents', 'write', (request, repository) => {
    const ref = refOf(request)
    if (repository.git.readRef(ref) === undefined) throw new ApiError(422, 'Reference does not exist')
    repository.moveBranch(ref.replace('refs/heads/', ''), undefined, tokenOf(request).actor)
    return noContent()
  }),
}

function pointRef(request: ApiRequest, repository: FakeRepository, ref: string, sha: string): JsonObject {
  if (readCommit(repository.git.store, sha) === undefined) throw new ApiError(422, 'Object does not exist')
  if (ref.startsWith('refs/heads/')) repository.moveBranch(ref.slice('refs/heads/'.length), sha, tokenOf(request).actor)
  else repository.git.writeRef(ref, sha)
  return refJson(repository, ref, sha)
}

function putEntry(repository: FakeRepository, flat: Map<string, TreeEntry>, entry: Fields): void {
  const { store } = repository.git
  const path = pathBytes(entry.text('path'))
  const content = entry.optionalText('content')
  const sha = content === undefined ? entry.optionalText('sha') : store.write('blob', Buffer.from(content))
  if (sha === undefined) {
    if (!flat.delete(path)) throw new ApiError(422, 'GitRPC::BadObjectState')
    return
  }
  const kind = entry.optionalText('type') === 'commit' ? 'commit' : 'blob'
  if (kind === 'blob' && store.read(sha)?.kind !== 'blob')
    throw validationFailed({ resource: 'Tree', field: 'tree.sha', code: 'invalid', message: `tree.sha ${sha} is not a valid blob` })
  flat.set(path, { path, mode: entry.optionalText('mode') ?? '100644', kind, oid: sha })
}

function treeJson(repository: FakeRepository, sha: string, entries: readonly TreeEntry[]): JsonObject {
  return {
    sha,
    url: repository.url(`/git/trees/${sha}`),
    truncated: entries.length > LISTED_ENTRIES,
    tree: entries.slice(0, LISTED_ENTRIES).map(({ path, mode, kind, oid }) => ({
      path: shownPath(path),
      mode,
      type: kind,
      sha: oid,
      ...(kind === 'blob' && { size: repository.git.store.content(oid, 'blob').length }),
      ...(kind !== 'commit' && { url: repository.url(`/git/${kind}s/${oid}`) }),
    })),
  }
}

function refJson(repository: FakeRepository, ref: string, sha: string): JsonObject {
  return {
    ref,
    node_id: `REF_kw${Buffer.from(ref).toString('hex')}`,
    url: repository.url(`/git/${ref}`),
    object: { type: 'commit', sha, url: repository.url(`/git/commits/${sha}`) },
  }
}

function refOf({ parameters }: ApiRequest): string {
  return `refs/${parameters.ref ?? ''}`
}

function signatureOf(request: ApiRequest, fields: Fields): Signature {
  const own = request.world.newSignature(tokenOf(request).actor.account)
  const date = fields.optionalText('date')
  return {
    name: fields.optionalText('name') ?? own.name,
    email: fields.optionalText('email') ?? own.email,
    seconds: date === undefined ? own.seconds : Math.floor(Date.parse(date) / 1000),
  }
}
