import { parse } from 'yaml'
import { type Digest, parseDigest } from '../src/oci/digest.ts'
import { OCI_INDEX, OCI_MANIFEST } from '../src/oci/media-type.ts'
import { parsePlatform } from '../src/oci/platform.ts'
import { formatReference, type ImageReference, repositoryName } from '../src/oci/reference.ts'
import type { ImageContents, NotResolved, Resolution } from '../src/oci/resolution.ts'
import type { DigestResolver } from '../src/registry/digest-resolver.ts'

/** One row of a case's `registry.yaml`: `<reference>: {digest, members?}` where it is there, `{status}` where it is not. */
interface Row {
  readonly digest?: string
  /** Platform to digest, for an index. */
  readonly members?: Readonly<Record<string, string>>
  readonly status?: NotResolved['status']
}

/** Answers as a case writes them down: the rules are tested on what a registry says, not on how it is asked. */
export class CaseRegistry implements DigestResolver {
  readonly #rows: ReadonlyMap<string, Row>

  constructor(text: string) {
    const rows: Readonly<Record<string, Row>> = parse(text)
    this.#rows = new Map(Object.entries(rows))
  }

  async resolve(image: ImageReference): Promise<Resolution> {
    return this.#answer(image.digest ? `${repositoryName(image)}@${image.digest}` : formatReference(image))
  }

  async resolveTag(image: ImageReference): Promise<Resolution> {
    return this.#answer(`${repositoryName(image)}:${image.tagInForce ?? 'latest'}`)
  }

  async resolveContents(image: ImageReference, digest: Digest): Promise<ImageContents | NotResolved> {
    const row = [...this.#rows].find(
      ([reference, { digest: named }]) => reference.startsWith(repositoryName(image)) && named === digest,
    )?.[1]
    if (!row) return { status: 'not-asked', reason: 'the case does not say' }
    const members = Object.entries(row.members ?? {}).map(([platform, member]) => ({
      digest: digestOf(member),
      platform: parsePlatform(platform) ?? null,
    }))
    const platforms = members.flatMap(({ platform }) => platform ?? [])
    return { status: 'resolved', digest, mediaType: row.members ? OCI_INDEX : OCI_MANIFEST, platforms, members }
  }

  #answer(reference: string): Resolution {
    const row = this.#rows.get(reference)
    if (!row) return { status: 'not-asked', reason: `the case says nothing of ${reference}` }
    if (row.status) return { status: row.status, reason: 'as the case says' }
    const digest = digestOf(row.digest ?? '')
    return { status: 'resolved', digest, mediaType: row.members ? OCI_INDEX : OCI_MANIFEST, platforms: [] }
  }
}

function digestOf(text: string): Digest {
  const digest = parseDigest(text)
  if (!digest) throw new Error(`${text} is no digest`)
  return digest
}
