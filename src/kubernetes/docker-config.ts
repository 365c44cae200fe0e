import { type CredentialLikeness, isFilledInLater } from './credential-likeness.ts'
import { type DockerConfigEntry, isObject, type JsonObject, membersNamed, readEntry } from './docker-config-entry.ts'
import { findPlaceholder } from './placeholder.ts'

/** The two types of Secret that the kubelet takes registry credentials from. Each has its own key and its own shape. */
export type DockerConfigType = 'kubernetes.io/dockerconfigjson' | 'kubernetes.io/dockercfg'

/**
 * What a pull secret's JSON says of registries. Usernames, passwords and tokens are judged and left behind: no member of
 * this holds any, and no reason quotes the text.
 */
export type DockerConfig = ReadDockerConfig | UnknownDockerConfig | BrokenDockerConfig

interface DockerConfigBase {
  /** For each host key, whether what stands there is a login that somebody could use; also for configs that serve nobody. */
  readonly credentials: ReadonlyMap<string, CredentialLikeness>
}

export interface ReadDockerConfig extends DockerConfigBase {
  readonly kind: 'hosts'
  /** As written, but for a login before an `@`, which is cut out. May be empty. */
  readonly keys: readonly string[]
}

/** It cannot be told which registries it will serve: it is filled in or decrypted later, or has more keys than are looked at. */
export interface UnknownDockerConfig extends DockerConfigBase {
  readonly kind: 'unknown'
  readonly reason: string
}

/** It is not what the kubelet reads for this type. */
export interface BrokenDockerConfig extends DockerConfigBase {
  readonly kind: 'broken'
  /** A clause, as "it is no JSON". */
  readonly reason: string
  readonly effect: BrokenEffect
}

/**
 * `refused`: the API server does not take the Secret, which must hold a JSON object. `pull-fails`: the kubelet can make no
 * keyring, and every pull of a Pod that names the Secret fails before a registry is asked. `ignored`: it finds no
 * credentials in it, and pulls without.
 */
export type BrokenEffect = 'refused' | 'pull-fails' | 'ignored'

/**
 * Reads the text under `.dockerconfigjson` or `.dockercfg` (after base64, where it came from `data`) as the kubelet does.
 * Mirrors https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/credentialprovider/config.go
 */
export function parseDockerConfig(text: string, type: DockerConfigType): DockerConfig {
  const config = parseObject(text)
  if (config === undefined) return unreadable(text)
  const auths = type === 'kubernetes.io/dockerconfigjson' ? membersNamed(config, 'auths') : [config]
  const entries = auths.flatMap(membersOf).map(readEntry)
  const fault = findFault(auths, entries) ?? findWrongShape(config, type)
  if (fault) return { kind: 'broken', ...fault, credentials: credentialsOf(findAnyLogins(config)) }
  const credentials = credentialsOf(entries)
  if (entries.length > MOST_KEYS) return { kind: 'unknown', reason: `it names more than ${MOST_KEYS} registries`, credentials }
  const isNameOpen = entries.some(({ key }) => findPlaceholder(key) !== undefined)
  if (isNameOpen) return { kind: 'unknown', reason: 'the name of a registry is filled in later', credentials }
  return { kind: 'hosts', keys: [...credentials.keys()], credentials }
}

/** Real ones name a handful; each is compared with each image. */
const MOST_KEYS = 1000

/** The thrown error is left unread, because its message quotes the text. */
function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function unreadable(text: string): DockerConfig {
  const content = text.trim()
  const credentials: DockerConfig['credentials'] = new Map()
  if (content === '') return { kind: 'broken', reason: 'it is empty', effect: 'refused', credentials }
  const isOpen = isFilledInLater(content) || findPlaceholder(content) === 'template'
  if (isOpen) return { kind: 'unknown', reason: 'it is filled in or decrypted later', credentials }
  return { kind: 'broken', reason: 'it is not a JSON object', effect: 'refused', credentials }
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : []
}

function credentialsOf(entries: readonly DockerConfigEntry[]): DockerConfig['credentials'] {
  return new Map(entries.map(({ key, likeness }) => [key, likeness]))
}

type Fault = Pick<BrokenDockerConfig, 'reason' | 'effect'>

function findFault(auths: readonly unknown[], entries: readonly DockerConfigEntry[]): Fault | undefined {
  if (auths.some(hosts => !isObject(hosts) && hosts !== null)) return { reason: '`auths` is no map', effect: 'pull-fails' }
  const reason = entries.find(({ fault }) => fault !== undefined)?.fault
  return reason === undefined ? undefined : { reason, effect: 'pull-fails' }
}

/** One type's content under the other's key is decoded without an error, and gives nothing. */
function findWrongShape(config: JsonObject, type: DockerConfigType): Fault | undefined {
  const [auths] = membersNamed(config, 'auths')
  if (type === 'kubernetes.io/dockerconfigjson') return auths === undefined ? { reason: whyNoAuths(config), effect: 'ignored' } : undefined
  if (!isObject(auths) || !Object.keys(config).every(isNoHost)) return undefined
  return { reason: 'it has an `auths`: type kubernetes.io/dockercfg holds its registries at the top', effect: 'ignored' }
}

function whyNoAuths(config: JsonObject): string {
  const helpers = ['credHelpers', 'credsStore'].find(name => membersNamed(config, name.toLowerCase()).length > 0)
  return helpers === undefined
    ? 'it has no `auths`: type kubernetes.io/dockerconfigjson holds its registries under it'
    : `it has no \`auths\`: the kubelet does not know \`${helpers}\``
}

/** What a docker config.json has beside hosts. */
const NO_HOSTS = new Set(['auths', 'httpheaders', 'credhelpers', 'credsstore'])

function isNoHost(key: string): boolean {
  return NO_HOSTS.has(key.toLowerCase())
}

/** In either shape: credentials in git are no less so because the kubelet does not find them. */
function findAnyLogins(config: JsonObject): readonly DockerConfigEntry[] {
  const atTheTop = membersOf(config).filter(([key, value]) => isObject(value) && !isNoHost(key))
  return [...atTheTop, ...membersNamed(config, 'auths').flatMap(membersOf)].map(readEntry)
}
