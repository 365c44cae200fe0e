import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseImageReference } from '../../src/oci/reference.ts'
import { type FakeImage, index } from '../../test/fake/registry/images.ts'

/** A manifest, and what it is to become. */
export interface PeerInput {
  readonly name: string
  readonly file: string
  readonly input: string
  readonly expected: string
}

/** An image that the registry has. */
export interface PeerImage {
  readonly repository: string
  readonly tag: string
  readonly image: FakeImage
}

interface Golden {
  readonly resolver: Readonly<Record<string, string>>
  readonly cases: readonly {
    readonly name: string
    readonly kind: string
    readonly file: string
    readonly input: string
    readonly expected: string
  }[]
}

const folder = fileURLToPath(new URL('../../../shared/oracle/pinning/', import.meta.url))

/** Whether the manifests lie beside this checkout. */
export const hasInputs: boolean = existsSync(folder)

const golden: Golden = hasInputs ? JSON.parse(readFileSync(`${folder}golden.json`, 'utf8')) : { resolver: {}, cases: [] }

/** Registries that the loopback interface stands for. */
export const HOSTS: readonly string[] = [
  'index.docker.io',
  'registry-1.docker.io',
  'auth.docker.io',
  'docker.io',
  'ghcr.io',
  'quay.io',
  'registry.k8s.io',
]

/** A made-up digest of the table, as a build that really has one. */
function buildOf(digest: string): FakeImage {
  return index(['linux/amd64', 'linux/arm64'], 'oci', { seed: digest })
}

/** All that is pushed. Repositories of two hosts never share a name here, so one registry can stand for all. */
export const IMAGES: readonly PeerImage[] = Object.entries(golden.resolver).flatMap(([name, digest]) => {
  const reference = parseImageReference(name)
  return reference.kind === 'image-reference'
    ? [{ repository: reference.repository, tag: reference.tagInForce ?? '', image: buildOf(digest) }]
    : []
})

/** By full reference, the digest that the registry has. */
export const DIGESTS: ReadonlyMap<string, string> = new Map(
  Object.entries(golden.resolver).map(([name, digest]) => [name, buildOf(digest).digest]),
)

/** The manifests with the digests of real content, since programs check what they get. What is pinned already is not to be updated. */
export const INPUTS: readonly PeerInput[] = golden.cases
  .filter(({ kind, name }) => kind === 'manifest' && name !== 'drifted')
  .map(({ name, file, input, expected }) => ({ name, file, input: read(input), expected: read(expected) }))

function read(name: string): string {
  const text = readFileSync(`${folder}golden/${name}`, 'utf8')
  return Object.values(golden.resolver).reduce((rest, digest) => rest.replaceAll(digest, buildOf(digest).digest), text)
}
