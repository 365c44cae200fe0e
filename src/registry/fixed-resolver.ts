import { type Digest, parseDigest } from '../oci/digest.ts'
import { formatReference, type ImageReference, parseImageReference, repositoryName } from '../oci/reference.ts'
import type { NotResolved, Resolution } from '../oci/resolution.ts'
import { UserError } from '../user-error.ts'
import { isObject } from './classify.ts'
import type { DigestResolver } from './digest-resolver.ts'

/** Answers that were written down before: nobody is asked. Their media types and platforms are not known and left empty; their tags are all there are. */
export class FixedResolver implements DigestResolver {
  readonly #answers: ReadonlyMap<string, Digest>
  readonly #known: ReadonlySet<string>

  /** By normalised reference with a tag, `docker.io/library/nginx:1.25`. */
  constructor(answers: ReadonlyMap<string, Digest>) {
    this.#answers = answers
    this.#known = new Set([...answers].map(([reference, digest]) => `${reference.slice(0, reference.lastIndexOf(':'))}@${digest}`))
  }

  /** A digest is there if any answer for its repository names it. */
  async resolve(image: ImageReference): Promise<Resolution> {
    if (image.digest === undefined) return this.resolveTag(image)
    return this.#known.has(`${repositoryName(image)}@${image.digest}`) ? resolved(image.digest) : NOT_LISTED
  }

  async resolveTag(image: ImageReference): Promise<Resolution> {
    const digest = this.#answers.get(`${repositoryName(image)}:${image.tagInForce}`)
    return digest === undefined ? NOT_LISTED : resolved(digest)
  }

  async listTags(image: ImageReference): Promise<{ readonly status: 'listed'; readonly tags: readonly string[] }> {
    const prefix = `${repositoryName(image)}:`
    const tags = [...this.#answers.keys()].flatMap(reference => (reference.startsWith(prefix) ? [reference.slice(prefix.length)] : []))
    return { status: 'listed', tags }
  }

  async resolveContents(): Promise<NotResolved> {
    return { status: 'not-asked', reason: 'the answers that were given say nothing of platforms' }
  }
}

/**
 * Reads a file of answers: a JSON object, normalised reference to digest, as `{"docker.io/library/nginx:1.25": "sha256:…"}`.
 * `name` is how messages call the file. The first entry that is wrong is told; none is passed over.
 */
export function parseFixedResolutions(text: string, name: string): FixedResolver | UserError {
  const root = parseJson(text)
  if (!isObject(root)) return new UserError('bad-input', `${name}: expected a JSON object of references and digests`)
  const answers = new Map<string, Digest>()
  for (const [reference, written] of Object.entries(root)) {
    const fault = findFault(reference)
    if (fault !== undefined) return new UserError('bad-input', `${name}: ${fault}`)
    const digest = typeof written === 'string' ? parseDigest(written) : undefined
    if (digest === undefined) {
      return new UserError(
        'bad-input',
        `${name}: unexpected ${JSON.stringify(written)?.slice(0, 100)} for "${reference}", expected a digest as sha256:<64 hexadecimal digits>`,
      )
    }
    answers.set(reference, digest)
  }
  return new FixedResolver(answers)
}

function findFault(reference: string): string | undefined {
  const shown = JSON.stringify(reference).slice(0, 300)
  const image = parseImageReference(reference)
  if (image.kind === 'invalid-reference') return `unexpected reference ${shown}: ${image.reason}`
  if (image.digest !== undefined) return `unexpected reference ${shown}, expected one without a digest`
  const normalised = formatReference(image)
  return normalised === reference ? undefined : `unexpected reference ${shown}, expected it written out: "${normalised}"`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const NOT_LISTED: NotResolved = { status: 'not-asked', reason: 'it is not among the answers that were given' }

function resolved(digest: Digest): Resolution {
  return { status: 'resolved', digest, mediaType: '', platforms: [] }
}
