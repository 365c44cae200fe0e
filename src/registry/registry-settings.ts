import { UserError } from '../user-error.ts'
import { type CredentialSource, NO_CREDENTIALS } from './credentials.ts'
import type { DigestCache } from './digest-cache.ts'
import { canonicalAddress, type HostTrust } from './host-guard.ts'
import type { ProxySettings } from './proxy.ts'
import { PUBLIC_REGISTRIES } from './public-registries.ts'

/** Whom the client asks, how, and how much. Image references come from strangers; these settings must not. */
export interface RegistrySettings {
  /** Patterns of registries that may be asked, see `matchesRegistryPattern`; `['*']` is every public host. Well-known public ones by default. */
  readonly ask: readonly string[]
  /** Patterns of registries that images may come from. Where there are any, no other is asked, whatever `ask` says. */
  readonly permitted: readonly string[]
  /** Registry to `host[/path]` that is asked in its place: `{ 'docker.io': 'mirror.example.com/hub' }`. Such a registry needs no entry in `ask`. */
  readonly mirrors: Readonly<Record<string, string>>
  /** The operator's `host[:port]` that speak no TLS (port 80 where none is written). They may have an inner address. No other is asked so, `localhost` included. */
  readonly plainHttp: readonly string[]
  /** The operator's `host[:port]` that may have an inner address (port 443 where none is written). */
  readonly privateHosts: readonly string[]
  /** Token issuers' `host[:port]` that may get credentials though they are no relatives of the registry that names them. */
  readonly realmHosts: readonly string[]
  readonly credentials: CredentialSource
  /** Certificates, in PEM, beside those that Node trusts. */
  readonly certificateAuthorities: readonly string[]
  readonly proxy?: ProxySettings | undefined
  readonly cache?: DigestCache | undefined
  /** Whose answers may be read back from the cache where credentials were needed for them: the installation, in the app. */
  readonly tenant: string
  /** Milliseconds for everything, from the first question on; what has no answer then is `unavailable`. */
  readonly deadlineMs: number
  /** Questions that one host gets at a time. */
  readonly perHost: number
  readonly limits: RegistryLimits
  /** Gets every password and token before it is used, so that a log can mask it. */
  readonly onSecret: (secret: string) => void
}

/** How much of one thing a run takes in, so that a hostile registry or change costs little. */
export interface RegistryLimits {
  /** Bytes of a manifest, an image's configuration or a list of tags. */
  readonly bodyBytes: number
  /** Milliseconds for one question and its whole answer. */
  readonly exchangeMs: number
  /** Milliseconds until a connection stands. */
  readonly connectMs: number
  readonly redirects: number
  /** Different references in one run. */
  readonly references: number
  /** Different registries in one run. */
  readonly registries: number
  /** Pages of a list of tags, of at most a thousand each. */
  readonly tagPages: number
  /** Longest wait, in milliseconds, that a registry may ask of us with `Retry-After`. */
  readonly retryAfterMs: number
}

/** What holds where the caller says nothing. Eight at a time is where more gains little and a registry still takes no offence. */
export const DEFAULT_REGISTRY_SETTINGS: RegistrySettings = {
  ask: PUBLIC_REGISTRIES,
  permitted: [],
  mirrors: {},
  plainHttp: [],
  privateHosts: [],
  realmHosts: [],
  credentials: NO_CREDENTIALS,
  certificateAuthorities: [],
  tenant: '',
  deadlineMs: 60_000,
  perHost: 8,
  limits: {
    bodyBytes: 4 * 1024 * 1024,
    exchangeMs: 15_000,
    connectMs: 5_000,
    redirects: 5,
    references: 5_000,
    registries: 50,
    tagPages: 10,
    retryAfterMs: 30_000,
  },
  onSecret: () => {},
}

/** The hosts that the operator vouches for. Throws a UserError for what is no `host[:port]`. */
export function hostTrustOf({ plainHttp, privateHosts }: RegistrySettings): HostTrust {
  return { plainHttp: canonicalSet(plainHttp, 'http'), privateHosts: canonicalSet(privateHosts, 'https') }
}

/** The token issuers that the operator vouches for, as `host:port`. */
export function realmHostsOf({ realmHosts }: RegistrySettings): ReadonlySet<string> {
  return canonicalSet(realmHosts, 'https')
}

/** Throws a UserError for a mirror that is no `host[:port][/path]`. */
export function checkMirrors({ mirrors }: RegistrySettings): void {
  for (const [registry, mirror] of Object.entries(mirrors)) {
    const slash = mirror.indexOf('/')
    const host = slash === -1 ? mirror : mirror.slice(0, slash)
    const isPath = slash === -1 || /^(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+\/?$/.test(mirror.slice(slash))
    if (isPath && canonicalAddress(host, 'https') !== undefined) continue
    throw new UserError('bad-configuration', `unexpected "${mirror}" as the mirror of ${registry}, expected host, host:port or host/path`)
  }
}

function canonicalSet(written: readonly string[], scheme: 'http' | 'https'): ReadonlySet<string> {
  return new Set(
    written.map(entry => {
      const address = canonicalAddress(entry, scheme)
      if (address === undefined)
        throw new UserError('bad-configuration', `unexpected "${entry}" among the registries' hosts, expected host or host:port`)
      return address
    }),
  )
}
