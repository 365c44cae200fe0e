import type { Digest } from '../oci/digest.ts'
import { formatReference, type ImageReference } from '../oci/reference.ts'
import type { ImageContents, NotResolved, Resolution } from '../oci/resolution.ts'
import { AnswerStore, type TimedAnswer } from './answer-store.ts'
import type { DigestResolver } from './digest-resolver.ts'
import type { HostTrust } from './host-guard.ts'
import type { Clock } from './host-lane.ts'
import { readContents } from './image-contents.ts'
import { platformsOf } from './image-manifest.ts'
import { fetchManifest, inquireManifest, type NamedManifest, refuse, type Subject } from './manifest-inquiry.ts'
import { Notices } from './notices.ts'
import { type Identity, RegistryAccess } from './registry-access.ts'
import { type Endpoint, findEndpoint } from './registry-endpoint.ts'
import { checkMirrors, DEFAULT_REGISTRY_SETTINGS, hostTrustOf, type RegistrySettings, realmHostsOf } from './registry-settings.ts'
import { isHubBudgetLow, type RegistryStatistics } from './registry-statistics.ts'
import { type Machine, RegistryTransport, realMachine } from './registry-transport.ts'
import { askForTags, listTags, type TagList } from './tag-list.ts'
import { TokenSource } from './token-source.ts'

/**
 * Asks registries, for the length of one run. Whatever is asked twice is sent once; with U references in R repositories of one host that issues
 * tokens, U + R + 1 questions go out. Whatever the world does comes back as a value.
 */
export class RegistryClient implements DigestResolver {
  readonly #settings: RegistrySettings
  readonly #clock: Clock
  readonly #trust: HostTrust
  readonly #transport: RegistryTransport
  readonly #tokens: TokenSource
  readonly #store: AnswerStore
  readonly #notices = new Notices()
  readonly #accesses = new Map<string, RegistryAccess>()
  readonly #resolutions = new Map<string, Promise<TimedAnswer>>()
  readonly #askedAt = new Map<string, string>()
  readonly #contents = new Map<string, Promise<ImageContents | NotResolved>>()
  readonly #repositories = new Map<string, Promise<NotResolved | undefined>>()

  /** Throws a UserError where the settings name hosts that are none. */
  constructor(settings: Partial<RegistrySettings> = {}, machine: Machine = realMachine()) {
    const { onSecret } = { ...DEFAULT_REGISTRY_SETTINGS, ...settings }
    const hide = (secret: string) => {
      this.#notices.hide(secret)
      onSecret(secret)
    }
    this.#settings = { ...DEFAULT_REGISTRY_SETTINGS, ...settings, onSecret: hide }
    checkMirrors(this.#settings)
    this.#clock = machine.clock
    this.#trust = hostTrustOf(this.#settings)
    this.#transport = new RegistryTransport(this.#settings, machine, this.#notices)
    this.#tokens = new TokenSource(this.#transport, hide)
    this.#store = new AnswerStore(this.#settings.cache, this.#settings.tenant, machine.clock)
  }

  resolve(image: ImageReference): Promise<Resolution> {
    return this.#resolveOnce(image, image.digest)
  }

  resolveTag(image: ImageReference): Promise<Resolution> {
    return this.#resolveOnce(image, undefined)
  }

  async resolveContents(image: ImageReference, digest: Digest): Promise<ImageContents | NotResolved> {
    const subject = this.#findSubject(image, digest)
    if ('status' in subject) return subject
    return once(this.#contents, keyOf(subject), () => this.#readContents(subject))
  }

  /** The tags of an image's repository, up to ten thousand; to be asked for only where somebody wants them named. */
  async listTags(image: ImageReference): Promise<TagList | NotResolved> {
    const subject = this.#findSubject(image, image.tagInForce === undefined ? image.digest : undefined)
    if ('status' in subject) return subject
    return this.#asBest(subject, identity => listTags(this.#accessTo(subject.endpoint), subject, this.#settings.limits.tagPages, identity))
  }

  /**
   * When the registry itself answered, as `2026-01-12 09:41` in UTC, by the reference in full (`docker.io/library/busybox:1.36`): of an answer
   * from the cache, when it was got. Whoever was not asked, or gave no answer, is not in it.
   */
  askedAt(): ReadonlyMap<string, string> {
    return this.#askedAt
  }

  statistics(): RegistryStatistics {
    return this.#transport.counter.statistics()
  }

  /** What the user should know of credentials that could not be used, once each; no secret in it. */
  notices(): readonly string[] {
    return this.#notices.list()
  }

  /** Closes the connections that were kept; to be called when the run is over. */
  close(): void {
    this.#transport.close()
  }

  async #resolveOnce(image: ImageReference, digest: Digest | undefined): Promise<Resolution> {
    const subject = this.#findSubject(image, digest)
    if ('status' in subject) return subject
    const { answer, at } = await once(this.#resolutions, keyOf(subject), () => this.#resolveSubject(subject))
    const { digest: _left, ...byTag } = image
    if (!GAVE_NO_ANSWER.has(answer.status)) this.#askedAt.set(formatReference(digest === undefined ? byTag : image), formatMinute(at))
    return answer
  }

  #findSubject(image: ImageReference, digest: Digest | undefined): Subject | NotResolved {
    const target = digest ?? image.tagInForce
    if (target === undefined) return { status: 'not-asked', reason: 'no tag is written beside the digest' }
    const endpoint = findEndpoint(image, this.#settings, this.#trust)
    if ('status' in endpoint) return endpoint
    const { limits } = this.#settings
    const subject = { endpoint, target, digest }
    const isNewHost = !this.#accesses.has(endpoint.base.origin)
    const isNew = !this.#resolutions.has(keyOf(subject))
    if (isNewHost && this.#accesses.size >= limits.registries) return tooMany(`${limits.registries} registries`)
    return isNew && this.#resolutions.size >= limits.references ? tooMany(`${limits.references} references`) : subject
  }

  async #resolveSubject(subject: Subject): Promise<TimedAnswer> {
    const access = this.#accessTo(subject.endpoint)
    const recalled = await this.#store.recall(subject, access)
    if (recalled !== undefined) return recalled
    const answer = await this.#asBest(subject, identity => inquireManifest(access, subject, identity))
    const resolution = answer.status === 'named' ? asResolution(answer) : await this.#refine(answer, subject, access)
    await this.#store.keep(subject, resolution, answer.status === 'named' && answer.withCredentials, access)
    return { answer: resolution, at: this.#clock.now() }
  }

  /** As whoever we can say we are; as nobody, once more, where the registry does not want that. */
  async #asBest<T extends { readonly status: string }>(
    subject: Subject,
    ask: (identity: Identity) => Promise<T | NotResolved>,
  ): Promise<T | NotResolved> {
    const { endpoint } = subject
    const best = await ask('best')
    const isRejected = await this.#accessTo(endpoint).isRejected(endpoint)
    if (isRejected) this.#notices.add(`${endpoint.registry} does not accept the credentials that are here for it`)
    if (best.status === 'not-found-or-private' && isRejected) return rejected(endpoint)
    if (best.status !== 'credentials-rejected') return best
    const anonymous = await ask('anonymous')
    return UNCERTAIN.has(anonymous.status) ? best : anonymous
  }

  /** Registries say the same of a missing tag and of a missing repository, until they are asked for all tags. */
  async #refine(answer: NotResolved, subject: Subject, access: RegistryAccess): Promise<NotResolved> {
    if (answer.status !== 'tag-not-found') return answer
    const { registry, repository } = subject.endpoint
    const missing = await once(this.#repositories, `${registry}/${repository}`, async () => {
      const outcome = await askForTags(access, subject, 1, 'best')
      const refusal = outcome.kind === 'answered' && outcome.response.status === 404 ? refuse(outcome, subject) : undefined
      return refusal?.status === 'repo-not-found' ? refusal : undefined
    })
    return missing === undefined ? answer : { ...missing, reason: `${registry} has no repository ${repository}` }
  }

  async #readContents(subject: Subject): Promise<ImageContents | NotResolved> {
    const access = this.#accessTo(subject.endpoint)
    const recalled = await this.#store.recallContents(subject)
    if (recalled !== undefined) return recalled
    if (isHubBudgetLow(subject.endpoint.base, this.statistics()))
      return { status: 'not-asked', reason: 'few pulls are left of what Docker Hub allows; they are left to you' }
    const answer = await this.#asBest(subject, async identity => {
      const named = await fetchManifest(access, subject, identity)
      return named.status === 'named' ? readContents(access, subject, named, identity) : named
    })
    await this.#store.keepContents(subject, answer)
    return answer
  }

  #accessTo({ base }: Endpoint): RegistryAccess {
    const known = this.#accesses.get(base.origin)
    if (known !== undefined) return known
    const { credentials, onSecret } = this.#settings
    const access = new RegistryAccess({
      transport: this.#transport,
      tokens: this.#tokens,
      credentials,
      notices: this.#notices,
      trust: this.#trust,
      realmHosts: realmHostsOf(this.#settings),
      onSecret,
    })
    this.#accesses.set(base.origin, access)
    return access
  }
}

/** Nothing was sent, or nothing that is known came back. */
const GAVE_NO_ANSWER: ReadonlySet<Resolution['status']> = new Set(['not-asked', 'blocked-host', 'unavailable'])

/** Milliseconds, as `Date.now()`, to the minute in UTC. */
function formatMinute(at: number): string {
  return new Date(at).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ')
}

/** Answers of nobody's that say less than "your credentials were refused". */
const UNCERTAIN: ReadonlySet<string> = new Set([
  'not-found-or-private',
  'forbidden',
  'rate-limited',
  'unavailable',
  'bad-response',
  'blocked-host',
])

function rejected({ registry }: Endpoint): NotResolved {
  return { status: 'credentials-rejected', reason: `${registry} does not accept the credentials that are here for it` }
}

/** A HEAD says nothing of platforms; a GET, where one was needed, those of an index. */
function asResolution({ digest, mediaType, contents }: NamedManifest): Resolution {
  return { status: 'resolved', digest, mediaType, platforms: contents?.kind === 'index' ? platformsOf(contents.members) : [] }
}

/** The promise that is there for a key, or a new one: whoever asks second waits for the answer to the first. */
function once<T>(asked: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = asked.get(key)
  if (known !== undefined) return known
  const answer = ask()
  asked.set(key, answer)
  return answer
}

function keyOf({ endpoint, target }: Subject): string {
  return `${endpoint.base.origin}/${endpoint.repository} ${target}`
}

function tooMany(what: string): NotResolved {
  return { status: 'not-asked', reason: `more than ${what} are not asked about in one run` }
}
