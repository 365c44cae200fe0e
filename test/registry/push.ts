import type { FakeImage, Stored } from '../fake/registry/images.ts'

/** Where to push, and what to show for it. */
export interface PushTarget {
  readonly url: string
  readonly authorization?: string
}

/** Pushes an image, and all that belongs to it, by the distribution protocol's plain uploads. */
export async function push(target: PushTarget, repository: string, tag: string, image: FakeImage): Promise<void> {
  await pushChildren(target, repository, image)
  await pushManifest(target, repository, tag, image)
}

async function pushChildren(target: PushTarget, repository: string, image: FakeImage): Promise<void> {
  for (const blob of image.blobs) await pushBlob(target, repository, blob)
  for (const child of image.children) {
    await pushChildren(target, repository, child)
    await pushManifest(target, repository, child.digest, child)
  }
}

async function pushBlob({ url, authorization }: PushTarget, repository: string, { digest, body }: Stored): Promise<void> {
  const headers = headersOf(authorization)
  const started = await send(`${url}/v2/${repository}/blobs/uploads/`, { method: 'POST', headers })
  const upload = new URL(started.headers.get('location') ?? '', url)
  upload.searchParams.set('digest', digest)
  await send(upload, { method: 'PUT', headers: { ...headers, 'content-type': 'application/octet-stream' }, body: Uint8Array.from(body) })
}

async function pushManifest(
  { url, authorization }: PushTarget,
  repository: string,
  target: string,
  { mediaType, body }: Stored,
): Promise<void> {
  const headers = { ...headersOf(authorization), 'content-type': mediaType }
  await send(`${url}/v2/${repository}/manifests/${target}`, { method: 'PUT', headers, body: Uint8Array.from(body) })
}

async function send(url: URL | string, request: RequestInit): Promise<Response> {
  const response = await fetch(url, request)
  const text = await response.text()
  if (!response.ok) throw new Error(`${request.method} ${url}: ${response.status} ${text}`)
  return response
}

function headersOf(authorization: string | undefined): Record<string, string> {
  return authorization === undefined ? {} : { authorization }
}
