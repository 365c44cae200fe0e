import {
  type CredentialSource,
  canonicalRegistry,
  findByPath,
  matchesRegistryPattern,
  type OperatorRegistries,
  PUBLIC_REGISTRIES,
  type RegistryEntry,
  type SecretSource,
  UserError,
} from '../../src/index.ts'
import type { Environment } from '../settings/environment.ts'
import { readSecretFile, readTrustedFile } from '../settings/secret-file.ts'

/** What the operator's file says to one account: nothing of another's is in it. */
export class OwnerRegistries {
  readonly #entries: readonly RegistryEntry[]
  readonly #environment: Environment

  constructor(registries: OperatorRegistries, owner: string, environment: Environment) {
    const name = owner.toLowerCase()
    this.#entries = registries.entries.filter(({ owners }) => owners.includes('*') || owners.includes(name))
    this.#environment = environment
  }

  /** Whether a place may be asked at all: one of a well-known public registry, or one that the operator has opened to this account. */
  isOpen({ registry, repository }: Place): boolean {
    const patterns = [...PUBLIC_REGISTRIES, ...this.#entries.map(pathOf)]
    return patterns.some(pattern => matchesRegistryPattern(pattern, registry, repository))
  }

  /** Whether the operator lets what only the app can see there stand in comments that everybody can read. */
  isShownInPublic(place: Place): boolean {
    return this.#find(this.#entries, place)?.isShownInPublic === true
  }

  /** Whether a login is kept for a place. */
  hasLogin(place: Place): boolean {
    return this.#loginFor(place) !== undefined
  }

  /** Whether a place lies in a network that is not everybody's. */
  isInner({ registry }: Place): boolean {
    return this.#entries.some(entry => (entry.isInner || entry.isPlainHttp) && canonicalRegistry(hostOf(entry)) === registry)
  }

  /** Hosts that may have inner addresses, that speak no TLS, and token issuers that may get a login. */
  get hosts(): { readonly privateHosts: readonly string[]; readonly plainHttp: readonly string[]; readonly realmHosts: readonly string[] } {
    const hostsOf = (entries: readonly RegistryEntry[]) => [...new Set(entries.map(hostOf))]
    return {
      privateHosts: hostsOf(this.#entries.filter(({ isInner }) => isInner)),
      plainHttp: hostsOf(this.#entries.filter(({ isPlainHttp }) => isPlainHttp)),
      realmHosts: [...new Set(this.#entries.flatMap(({ tokenIssuers }) => tokenIssuers))],
    }
  }

  /** The logins, read when a registry asks for one, so that a secret that was replaced is used without a restart. */
  get credentials(): CredentialSource {
    return {
      find: async (registry, repository) => {
        const entry = this.#loginFor({ registry: canonicalRegistry(registry), repository })
        if (entry === undefined || entry.login === null) return { notices: [] }
        const { username, password: source } = entry.login
        const password = readSecret(source, this.#environment, entry.host)
        if (password instanceof UserError) return { notices: [`the app's operator has a login for ${hostOf(entry)} that cannot be read`] }
        return { credential: { username, password }, notices: [] }
      },
    }
  }

  #loginFor(place: Place): RegistryEntry | undefined {
    return this.#find(
      this.#entries.filter(({ login }) => login !== null),
      place,
    )
  }

  /** The entry for the longest path. */
  #find(entries: readonly RegistryEntry[], { registry, repository }: Place): RegistryEntry | undefined {
    return findByPath(new Map(entries.map(entry => [pathOf(entry), entry])), registry, repository)
  }
}

/** A repository of a registry, both as they are asked. */
export interface Place {
  /** In canonical form. */
  readonly registry: string
  readonly repository: string
}

/** Every fault of the secrets that the operator's file refers to, as messages. */
export function findSecretFaults({ entries, certificateAuthorities }: OperatorRegistries, environment: Environment): readonly string[] {
  const secrets = entries.flatMap(({ host, login }) => {
    const password = login === null ? '' : readSecret(login.password, environment, host)
    return password instanceof UserError ? [password.message] : []
  })
  const certificates = certificateAuthorities.flatMap(path => {
    const text = readCertificate(path)
    return text instanceof UserError ? [text.message] : []
  })
  return [...secrets, ...certificates]
}

/** Throws a UserError for a file that is none, or holds no certificate. */
export function readCertificates({ certificateAuthorities }: OperatorRegistries): readonly string[] {
  return certificateAuthorities.map(path => {
    const text = readCertificate(path)
    if (text instanceof UserError) throw text
    return text
  })
}

function readSecret(source: SecretSource, environment: Environment, host: string): string | UserError {
  const value = source.kind === 'file' ? attempt(() => readSecretFile(source.path, `login for ${host}`)) : (environment[source.name] ?? '')
  if (value instanceof UserError) return value
  const secret = value.replace(/\r?\n$/, '')
  const place = source.kind === 'file' ? source.path : source.name
  return secret === '' ? new UserError('bad-configuration', `login for ${host}: ${place} is empty; put the password there`) : secret
}

function readCertificate(path: string): string | UserError {
  const text = attempt(() => readTrustedFile(path, 'certificate-authorities'))
  if (text instanceof UserError || text.includes('-----BEGIN CERTIFICATE-----')) return text
  return new UserError('bad-configuration', `certificate-authorities: ${path} holds no certificate in PEM`)
}

function attempt(read: () => string): string | UserError {
  try {
    return read()
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown
    throw thrown
  }
}

function hostOf({ host }: RegistryEntry): string {
  return host.split('/', 1)[0] ?? host
}

function pathOf(entry: RegistryEntry): string {
  const host = hostOf(entry)
  return canonicalRegistry(host) + entry.host.slice(host.length)
}
