import { isObject } from './classify.ts'
import { type Credential, canonicalRegistry, findByPath } from './credentials.ts'

/** A Docker or containers configuration, as far as it says who we are to a registry. */
export interface DockerConfig {
  /** By `host` or `host/path`, in canonical form. */
  readonly auths: ReadonlyMap<string, Credential>
  /** Name of the helper program for one host. */
  readonly credHelpers: ReadonlyMap<string, string>
  /** Name of the helper program for all other hosts. */
  readonly credsStore?: string
  /** Entries that cannot be used, for people. The others stay usable. */
  readonly notices: readonly string[]
}

/** What a configuration says of one repository, before any helper is asked. */
export interface ConfiguredCredential {
  /** The helper to ask first, and the word by which it knows the registry. */
  readonly helper?: { readonly name: string; readonly server: string }
  readonly credential?: Credential
}

const DOCKER_HUB_KEY = 'https://index.docker.io/v1/'

/**
 * Reads `config.json`, `auth.json` or the value of `DOCKER_AUTH_CONFIG`. What is broken is said and left out, entry by entry;
 * `name` is how messages call the text.
 *
 * @see https://github.com/docker/cli/blob/v28.0.0/cli/config/configfile/file.go
 */
export function parseDockerConfig(text: string, name: string): DockerConfig {
  const notices: string[] = []
  const root = parseObject(text)
  if (root === undefined) notices.push(`${name} is no JSON object; it is not used`)
  const { auths, credHelpers, credsStore } = root ?? {}
  return {
    auths: readAuths(auths, name, notices),
    credHelpers: readHelpers(credHelpers, name, notices),
    ...(typeof credsStore === 'string' && credsStore !== '' && { credsStore }),
    notices,
  }
}

/**
 * What to do for a repository. A helper of its own for the host comes before the one for all hosts; an entry is the longest that fits, by whole
 * path segments. Docker's own look-up is laxer: there an entry for one path serves its whole host.
 */
export function findConfigured(config: DockerConfig, registry: string, repository: string): ConfiguredCredential {
  const host = canonicalRegistry(registry)
  const name = config.credHelpers.get(host) ?? config.credsStore
  const credential = findByPath(config.auths, host, repository)
  return {
    ...(name !== undefined && { helper: { name, server: host === 'docker.io' ? DOCKER_HUB_KEY : host } }),
    ...(credential !== undefined && { credential }),
  }
}

/** Where two keys name one place, the one that is written plainly wins over the one with a scheme, and the first over the second. */
function readAuths(auths: unknown, name: string, notices: string[]): ReadonlyMap<string, Credential> {
  const read = new Map<string, Credential>()
  const entries = entriesOf(auths, `"auths" of ${name}`, notices)
  const plainFirst = [...entries.filter(([key]) => !hasScheme(key)), ...entries.filter(([key]) => hasScheme(key))]
  for (const [key, entry] of plainFirst) {
    const credential = readEntry(entry)
    const place = canonicalKey(key)
    if (typeof credential === 'string') notices.push(`the entry for ${place.slice(0, 100)} in ${name} is not used: ${credential}`)
    else if (Object.keys(credential).length > 0 && !read.has(place)) read.set(place, credential)
  }
  return read
}

function readHelpers(helpers: unknown, name: string, notices: string[]): ReadonlyMap<string, string> {
  const read = new Map<string, string>()
  for (const [key, helper] of entriesOf(helpers, `"credHelpers" of ${name}`, notices)) {
    if (typeof helper === 'string' && helper !== '') read.set(canonicalKey(key), helper)
  }
  return read
}

/**
 * `https://index.docker.io/v1/` is `docker.io`; `Example.com/Team` is `example.com/Team`. A key with a scheme is one of the old kind: it stands for
 * its whole host, whatever path follows. `v1` and `v2` are the protocol's paths, and no repository's.
 */
function canonicalKey(key: string): string {
  const [host = '', ...path] = key.replace(SCHEME, '').split('/')
  const segments = hasScheme(key) ? [] : path.filter(segment => segment !== '')
  const isProtocol = segments.length === 1 && /^v[12]$/.test(segments[0] ?? '')
  return [canonicalRegistry(host), ...(isProtocol ? [] : segments)].join('/')
}

const SCHEME = /^https?:\/\//i

function hasScheme(key: string): boolean {
  return SCHEME.test(key)
}

/** A credential, empty where the entry is only a marker beside a helper; or why there is none. */
function readEntry(entry: unknown): Credential | string {
  if (!isObject(entry)) return 'it is no object'
  const { auth, username, password, identitytoken, registrytoken } = entry
  for (const [field, value] of Object.entries({ auth, username, password, identitytoken, registrytoken })) {
    if (value !== undefined && typeof value !== 'string') return `"${field}" is no string`
  }
  const login = typeof auth === 'string' && auth !== '' ? decodeAuth(auth) : loginOf(username, password)
  if (typeof login === 'string') return login
  return {
    ...login,
    ...(typeof identitytoken === 'string' && identitytoken !== '' && { identityToken: identitytoken }),
    ...(typeof registrytoken === 'string' && registrytoken !== '' && { registryToken: registrytoken }),
  }
}

function loginOf(username: unknown, password: unknown): Credential {
  if (typeof username !== 'string' || username === '') return {}
  return { username, password: typeof password === 'string' ? password : '' }
}

/** `base64(name:password)`, with or without padding; what follows a NUL is padding of Docker's older tools. */
function decodeAuth(auth: string): Credential | string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(auth)) return '"auth" is no base64'
  const text = Buffer.from(auth, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon <= 0) return '"auth" is not base64 of name:password'
  const [password = ''] = text.slice(colon + 1).split('\0', 1)
  return { username: text.slice(0, colon), password }
}

function entriesOf(value: unknown, name: string, notices: string[]): readonly [string, unknown][] {
  if (value === undefined || value === null) return []
  if (isObject(value)) return Object.entries(value)
  notices.push(`${name} is no object; it is not used`)
  return []
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
