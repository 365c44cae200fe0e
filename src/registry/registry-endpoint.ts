import type { Digest } from '../oci/digest.ts'
import type { ImageReference } from '../oci/reference.ts'
import type { NotResolved } from '../oci/resolution.ts'
import { canonicalRegistry } from './credentials.ts'
import { canonicalAddress, type HostTrust } from './host-guard.ts'
import { matchesRegistryPattern } from './registry-pattern.ts'
import type { RegistrySettings } from './registry-settings.ts'

/** Where questions about one repository go. */
export interface Endpoint {
  /** The registry's origin: `https://registry-1.docker.io/`. */
  readonly base: URL
  /** The host as people know it, and as credentials are kept for it: `docker.io`; the mirror's where one is asked instead. */
  readonly registry: string
  /** Path on that host; a mirror may keep it below a path of its own. */
  readonly repository: string
  readonly isMirror: boolean
}

/** The host that answers for Docker Hub's registry. */
const DOCKER_HUB_HOST = 'registry-1.docker.io'

/** The place to ask about an image, or why nobody is asked. */
export function findEndpoint(image: ImageReference, settings: RegistrySettings, trust: HostTrust): Endpoint | NotResolved {
  const registry = canonicalRegistry(image.registry)
  const { permitted, mirrors } = settings
  const isListed = (patterns: readonly string[]) => patterns.some(pattern => matchesRegistryPattern(pattern, registry, image.repository))
  if (permitted.length > 0 && !isListed(permitted)) return notAsked(`${registry} is not among the registries that are permitted`)
  const mirror = Object.hasOwn(mirrors, registry) ? mirrors[registry] : undefined
  if (mirror === undefined && !isListed(settings.ask))
    return notAsked(`${registry} is not among the registries to ask; add it to registries.ask`)
  const [host = '', ...path] = (mirror ?? registry).split('/')
  const base = URL.parse(`${schemeOf(host, trust)}://${host === 'docker.io' ? DOCKER_HUB_HOST : host}/`)
  if (base === null) return { status: 'blocked-host', reason: `${host.slice(0, 100)} is not asked: it is no address` }
  const repository = [...path.filter(segment => segment !== ''), image.repository].join('/')
  return {
    base,
    registry: canonicalRegistry(base.hostname === DOCKER_HUB_HOST ? 'docker.io' : host),
    repository,
    isMirror: mirror !== undefined,
  }
}

/** Where a manifest lies. What comes from a reference's parser passes; anything else is a mistake of the caller, and must not become a path. */
export function manifestUrl({ base, repository }: Endpoint, target: string | Digest): URL {
  return new URL(`/v2/${checkedRepository(repository)}/manifests/${checkedTarget(target)}`, base)
}

/** Where a blob lies. */
export function blobUrl({ base, repository }: Endpoint, digest: Digest): URL {
  return new URL(`/v2/${checkedRepository(repository)}/blobs/${checkedTarget(digest)}`, base)
}

/** Where the first `count` tags are listed. */
export function tagsUrl({ base, repository }: Endpoint, count: number): URL {
  return new URL(`/v2/${checkedRepository(repository)}/tags/list?n=${count}`, base)
}

function schemeOf(host: string, { plainHttp }: HostTrust): 'http' | 'https' {
  const address = canonicalAddress(host, 'http')
  return address !== undefined && plainHttp.has(address) ? 'http' : 'https'
}

function checkedRepository(repository: string): string {
  if (!/^[a-z0-9]/.test(repository) || !/^[a-z0-9._/-]+$/.test(repository) || /\.\.|\/\/|\/$/.test(repository))
    throw new Error('not a repository')
  return repository
}

function checkedTarget(target: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(target) && !/^sha\d{3}:[a-f0-9]{64,128}$/.test(target))
    throw new Error('neither tag nor digest')
  return target
}

function notAsked(reason: string): NotResolved {
  return { status: 'not-asked', reason }
}
