import { ApiError, notFound } from '../api-error.ts'
import { type ApiReply, type ApiRequest, ok, onRepository, type Routes } from '../api-request.ts'
import { findEntry, pathBytes, readTree, shownPath, type TreeEntry } from '../git/tree.ts'
import type { JsonObject } from '../json.ts'
import type { FakeRepository } from '../repository.ts'

/** Up to here a file's content comes in the JSON; above it only as raw text, and above the second limit not at all. */
const JSON_BYTES = 1024 * 1024
const RAW_BYTES = 100 * JSON_BYTES

/** Files and folders by their path. As on GitHub, a symbolic link within the repository answers with what it points to. */
export const contentRoutes: Routes = {
  'GET /repos/{owner}/{repo}/contents/{path}': onRepository('contents', 'read', (request, repository) => {
    const ref = request.query.get('ref') ?? repository.defaultBranch
    const commit = repository.git.findCommit(ref)
    if (commit === undefined) throw new ApiError(404, `No commit found for the ref ${ref}`)
    const path = pathBytes((request.parameters.path ?? '').replace(/\/$/, ''))
    const found = followLink(repository, commit.tree, path)
    if (found === undefined) throw notFound()
    return show(request, repository, { ...found, path, ref })
  }),
}

interface Place {
  readonly path: string
  readonly entry: TreeEntry
  readonly ref: string
}

function show(request: ApiRequest, repository: FakeRepository, place: Place): ApiReply {
  const { entry, path } = place
  const { store } = repository.git
  if (entry.kind === 'tree') {
    const listed = readTree(store, entry.oid).slice(0, 1000)
    return ok(
      listed.map(child => listedJson(repository, { ...place, entry: child, path: path === '' ? child.path : `${path}/${child.path}` })),
    )
  }
  if (entry.kind === 'commit')
    return ok({ ...commonJson(repository, place), type: 'submodule', submodule_git_url: `${repository.world.serverUrl}/submodule.git` })
  const content = store.content(entry.oid, 'blob')
  if (content.length > RAW_BYTES) throw tooLarge()
  if (request.accept.includes('raw')) return { status: 200, text: content, mediaType: 'application/vnd.github.raw; charset=utf-8' }
  if (entry.mode === '120000') return ok({ ...commonJson(repository, place), type: 'symlink', target: content.toString('utf8') })
  const isSmall = content.length <= JSON_BYTES
  const text = isSmall ? content.toString('base64').replace(/.{60}/g, '$&\n') : ''
  return ok({ ...commonJson(repository, place), type: 'file', encoding: isSmall ? 'base64' : 'none', content: text })
}

/** A link to a file of the same repository counts as that file. */
function followLink(repository: FakeRepository, tree: string, path: string): { readonly entry: TreeEntry } | undefined {
  const { store } = repository.git
  const entry = findEntry(store, tree, path)
  if (entry?.mode !== '120000') return entry === undefined ? undefined : { entry }
  const target = new URL(store.content(entry.oid, 'blob').toString('utf8'), `file:///${path.split('/').map(encodeURIComponent).join('/')}`)
  const pointed = findEntry(store, tree, decodeURIComponent(target.pathname.slice(1)))
  return { entry: pointed?.kind === 'blob' ? pointed : entry }
}

function listedJson(repository: FakeRepository, place: Place): JsonObject {
  const { kind, mode } = place.entry
  const type = kind === 'tree' ? 'dir' : mode === '120000' ? 'symlink' : 'file'
  return { ...commonJson(repository, place), type }
}

function commonJson(repository: FakeRepository, { path, entry, ref }: Place): JsonObject {
  const shown = shownPath(path)
  const encoded = shown.split('/').map(encodeURIComponent).join('/')
  const url = repository.url(`/contents/${encoded}?ref=${encodeURIComponent(ref)}`)
  const isFolder = entry.kind === 'tree'
  const git = repository.url(isFolder ? `/git/trees/${entry.oid}` : `/git/blobs/${entry.oid}`)
  const html = repository.htmlUrl(`/${isFolder ? 'tree' : 'blob'}/${ref}/${encoded}`)
  return {
    name: shown.split('/').at(-1) ?? '',
    path: shown,
    sha: entry.oid,
    size: entry.kind === 'blob' ? repository.git.store.content(entry.oid, 'blob').length : 0,
    url,
    git_url: git,
    html_url: html,
    download_url: isFolder ? null : repository.htmlUrl(`/raw/${ref}/${encoded}`),
    _links: { self: url, git, html },
  }
}

function tooLarge(): ApiError {
  return new ApiError(403, 'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.', {
    errors: [{ resource: 'Blob', field: 'data', code: 'too_large' }],
  })
}
