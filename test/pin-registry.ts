import { createHash } from 'node:crypto'
import { type Digest, parseDigest } from '../src/oci/digest.ts'
import { OCI_INDEX } from '../src/oci/media-type.ts'
import { formatReference, type ImageReference, repositoryName } from '../src/oci/reference.ts'
import type { NotResolved, Resolution } from '../src/oci/resolution.ts'
import type { DigestResolver } from '../src/registry/digest-resolver.ts'
import type { TagLister } from '../src/version-answers.ts'

/** The digest that everything of this text has: a hash of it. */
export function digestOf(text: string): Digest {
  const digest = parseDigest(`sha256:${createHash('sha256').update(text).digest('hex')}`)
  if (!digest) throw new Error('a hash is a digest')
  return digest
}

function nameOf(image: ImageReference): string {
  const { digest: _, ...named } = image
  return formatReference(named)
}

function resolved(digest: Digest): Resolution {
  return { status: 'resolved', digest, mediaType: OCI_INDEX, platforms: [] }
}

/** A registry that has every image, each tag under a digest of its own. */
export const EVERYTHING: DigestResolver = {
  resolve: async image => resolved(image.digest ?? digestOf(nameOf(image))),
  resolveTag: async image => resolved(digestOf(nameOf(image))),
  resolveContents: async (_, digest) => ({ status: 'resolved', digest, mediaType: OCI_INDEX, platforms: [], members: [] }),
}

const REFUSALS: readonly NotResolved['status'][] = [
  'tag-not-found',
  'repo-not-found',
  'not-found-or-private',
  'credentials-rejected',
  'forbidden',
  'rate-limited',
  'unavailable',
  'blocked-host',
  'bad-response',
  'not-asked',
]

/** A registry that says no to some images, by their name: each in one of the ways in which registries do. */
export const MOODY: DigestResolver = {
  resolve: async image => (image.digest ? resolved(image.digest) : moodOf(image)),
  resolveTag: async image => moodOf(image),
  resolveContents: async (image, digest) =>
    isRefused(`contents ${nameOf(image)}`) ? { status: 'unavailable', reason: 'it is tired' } : EVERYTHING.resolveContents(image, digest),
}

function moodOf(image: ImageReference): Resolution {
  const status = isRefused(nameOf(image)) ? REFUSALS[seedOf(nameOf(image)) % REFUSALS.length] : undefined
  return status === undefined ? resolved(digestOf(nameOf(image))) : { status, reason: `it says ${status}` }
}

function isRefused(text: string): boolean {
  return seedOf(`refused ${text}`) % 2 === 0
}

function seedOf(text: string): number {
  return Number.parseInt(digestOf(text).slice(-6), 16)
}

/** A registry with these tags, `docker.io/library/nginx:1.29` to a word that stands for a build; counts what it is asked. */
export class TagRegistry implements DigestResolver, TagLister {
  readonly asked: string[] = []
  listed = 0
  readonly #builds: Readonly<Record<string, string>>

  constructor(builds: Readonly<Record<string, string>>) {
    this.#builds = builds
  }

  async resolve(image: ImageReference): Promise<Resolution> {
    return image.digest ? resolved(image.digest) : this.resolveTag(image)
  }

  async resolveTag(image: ImageReference): Promise<Resolution> {
    const name = `${repositoryName(image)}:${image.tagInForce}`
    this.asked.push(name)
    const build = this.#builds[name]
    return build === undefined ? { status: 'tag-not-found', reason: `there is no ${name}` } : resolved(digestOf(build))
  }

  resolveContents: DigestResolver['resolveContents'] = async (_, digest) => EVERYTHING.resolveContents(_, digest)

  async listTags(image: ImageReference) {
    this.listed += 1
    const prefix = `${repositoryName(image)}:`
    const tags = Object.keys(this.#builds).flatMap(name => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
    return { status: 'listed', tags } as const
  }
}
