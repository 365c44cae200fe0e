import {
  type Config,
  canonicalRegistry,
  type DigestCache,
  type DigestResolver,
  formatReference,
  type ImageReference,
  MemoryDigestCache,
  type OperatorRegistries,
  RegistryClient,
  type RegistrySettings,
  type Resolution,
  readProxySettings,
} from '../../src/index.ts'
import type { Metrics } from '../metrics.ts'
import type { Environment } from '../settings/environment.ts'
import { OwnerRegistries, type Place, readCertificates } from './registry-credentials.ts'

/** The job that asks: whose it is, and whom to trust in it. */
export interface RegistryJob {
  readonly installationId: number
  /** Account of the repository. */
  readonly owner: string
  /** Whether people without access to the repository can read its comments; an internal one counts as public. */
  readonly isPublic: boolean
  /** For a change from a fork: whether the base holds a reference already. No other is asked about with a login; undefined where the change is trusted. */
  readonly isKnownToBase?: (image: ImageReference) => boolean
  /** Somebody asked for it now: what was remembered does not count, and is replaced. */
  readonly isAskedAnew?: boolean
  /** As the default branch has it: it may narrow what the operator allows. */
  readonly registries: Config['registries']
}

/** A resolver for one job. */
export interface JobResolver extends DigestResolver {
  /** Whether an answer came from a login, would not be there for everybody, and is not the operator's to show: to be left out of a public comment. */
  wasRevealedByCredentials(image: ImageReference): boolean
  /** What should be known of logins that could not be used; no secret in it. */
  notices(): readonly string[]
  /** When a registry itself was asked, by the reference in full: `2026-01-12 09:41`, in UTC. */
  askedAt(): ReadonlyMap<string, string>
  close(): void
}

/** What all jobs share. */
export interface RegistryWorld {
  readonly registries: OperatorRegistries
  readonly environment: Environment
  readonly metrics?: Metrics
  /** How a client is made; the real one where it is left out. */
  readonly connect?: (settings: Partial<RegistrySettings>) => RegistryClient
}

/** Makes the resolvers of jobs. Answers are remembered for ten minutes: those that needed a login for its installation alone. */
export class JobRegistries {
  readonly #world: RegistryWorld
  readonly #cache: DigestCache = new MemoryDigestCache()
  readonly #certificates: readonly string[]

  /** Throws a UserError for certificates that cannot be read. */
  constructor(world: RegistryWorld) {
    this.#world = world
    this.#certificates = readCertificates(world.registries)
  }

  resolverFor(job: RegistryJob): JobResolver {
    const { registries, environment, metrics, connect = settings => new RegistryClient(settings) } = this.#world
    const owner = new OwnerRegistries(registries, job.owner, environment)
    const mirrors = { ...openMirrors(job.registries.mirrors, owner), ...registries.mirrors }
    const shared = { ...this.#settingsOf(job, owner), mirrors, cache: job.isAskedAnew === true ? writeOnly(this.#cache) : this.#cache }
    return new TwoFacedResolver(
      { ...job, mirrors },
      owner,
      connect({ ...shared, tenant: `installation ${job.installationId} of ${job.owner.toLowerCase()}`, credentials: owner.credentials }),
      connect({ ...shared, tenant: `installation ${job.installationId} without logins` }),
      metrics,
    )
  }

  #settingsOf({ registries }: RegistryJob, owner: OwnerRegistries): Partial<RegistrySettings> {
    const proxy = readProxySettings(this.#world.environment)
    return {
      ask: registries.ask,
      ...owner.hosts,
      certificateAuthorities: this.#certificates,
      ...(proxy !== undefined && { proxy }),
    }
  }
}

function writeOnly(cache: DigestCache): DigestCache {
  return { read: async () => undefined, write: (key, fact) => cache.write(key, fact) }
}

/** A repository may name a mirror, but not one that the operator has not opened: that would be any host. */
function openMirrors(mirrors: Readonly<Record<string, string>>, owner: OwnerRegistries): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(mirrors).filter(([, mirror]) => {
      // a repository of any name may be asked there: what is open is the mirror's whole path
      return owner.isOpen(placeAt(mirror, 'any'))
    }),
  )
}

function placeAt(mirror: string, repository: string): Place {
  const [host = '', ...path] = mirror.split('/')
  return { registry: canonicalRegistry(host), repository: [...path.filter(segment => segment !== ''), repository].join('/') }
}

interface ResolverJob extends RegistryJob {
  readonly mirrors: Readonly<Record<string, string>>
}

/**
 * Asks with the operator's logins, or as anybody, reference by reference. A stranger's change gets a login only for what the base holds: else it
 * could find out which private images and tags there are. In a public repository everybody is asked first, so that it is known which answers
 * only the login gave.
 */
class TwoFacedResolver implements JobResolver {
  readonly #job: ResolverJob
  readonly #owner: OwnerRegistries
  readonly #known: RegistryClient
  readonly #anonymous: RegistryClient
  readonly #metrics: Metrics | undefined
  readonly #revealed = new Set<string>()

  constructor(job: ResolverJob, owner: OwnerRegistries, known: RegistryClient, anonymous: RegistryClient, metrics: Metrics | undefined) {
    this.#job = job
    this.#owner = owner
    this.#known = known
    this.#anonymous = anonymous
    this.#metrics = metrics
  }

  resolve(image: ImageReference): Promise<Resolution> {
    return this.#timed(() => this.#ask(image, client => client.resolve(image)))
  }

  resolveTag(image: ImageReference): Promise<Resolution> {
    return this.#timed(() => this.#ask(image, client => client.resolveTag(image)))
  }

  resolveContents(...[image, digest]: Parameters<DigestResolver['resolveContents']>): ReturnType<DigestResolver['resolveContents']> {
    return this.#timed(() => this.#ask(image, client => client.resolveContents(image, digest)))
  }

  wasRevealedByCredentials(image: ImageReference): boolean {
    return this.#revealed.has(formatReference(image)) && !this.#owner.isShownInPublic(this.#placeOf(image))
  }

  notices(): readonly string[] {
    return [...new Set([...this.#known.notices(), ...this.#anonymous.notices()])]
  }

  askedAt(): ReadonlyMap<string, string> {
    return new Map([...this.#anonymous.askedAt(), ...this.#known.askedAt()])
  }

  close(): void {
    this.#known.close()
    this.#anonymous.close()
  }

  async #ask<T extends Answer>(image: ImageReference, ask: (client: RegistryClient) => Promise<T | NotAsked>): Promise<T | NotAsked> {
    const { isPublic, isKnownToBase = () => true } = this.#job
    const place = this.#placeOf(image)
    const name = formatReference(image)
    if (place.isOwn && !this.#owner.isOpen(place)) return notOpen(place)
    // a mirror within tells what the mirrored registry tells everybody
    const isInner = place.isOwn && this.#owner.isInner(place)
    if (isInner && !isKnownToBase(image)) return STRANGER
    if (isInner) this.#revealed.add(name)
    if (!this.#owner.hasLogin(place) || !isKnownToBase(image)) return ask(this.#anonymous)
    if (!isPublic) return ask(this.#known)
    const publicAnswer = await ask(this.#anonymous)
    if (!LOGIN_MAY_HELP.has(publicAnswer.status)) return publicAnswer
    const answer = await ask(this.#known)
    if (answer.status !== publicAnswer.status && TELLING.has(answer.status)) this.#revealed.add(name)
    return answer
  }

  /** What is asked about an image: its mirror, where it has one. Mirrors are the operator's, or were looked at when the job began. */
  #placeOf({ registry, repository }: ImageReference): Place & { readonly isOwn: boolean } {
    const host = canonicalRegistry(registry)
    const { mirrors } = this.#job
    const mirror = Object.hasOwn(mirrors, host) ? mirrors[host] : undefined
    return mirror === undefined ? { registry: host, repository, isOwn: true } : { ...placeAt(mirror, repository), isOwn: false }
  }

  async #timed<T extends Answer>(ask: () => Promise<T>): Promise<T> {
    const startedAt = performance.now()
    const answer = await ask()
    this.#metrics?.registryAnswered(answer.status, (performance.now() - startedAt) / 1000)
    return answer
  }
}

/** Answers that tell something of the image. */
const TELLING: ReadonlySet<string> = new Set(['resolved', 'tag-not-found', 'repo-not-found', 'forbidden'])

const STRANGER: NotAsked = {
  status: 'not-asked',
  reason: 'an inner registry is not asked about images that first come up in a change from a fork',
}

type Answer = { readonly status: string }
type NotAsked = { readonly status: 'not-asked'; readonly reason: string }

/** Answers to nobody that may be another to somebody. */
const LOGIN_MAY_HELP: ReadonlySet<string> = new Set([
  'not-found-or-private',
  'forbidden',
  'rate-limited',
  'tag-not-found',
  'repo-not-found',
])

function notOpen({ registry }: Place): NotAsked {
  const host = registry.slice(0, 100)
  return { status: 'not-asked', reason: `${host} is not among the registries that this app asks; its operator can open it to this account` }
}
