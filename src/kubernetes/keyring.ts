import { matchesGlob } from './placeholder.ts'

/**
 * The keys of a docker config (as in `auths`) whose credentials the kubelet tries for an image, in the order in which it
 * tries them; empty where it pulls without credentials. All of them are tried, and none of them once more without: a
 * matching key with stale credentials breaks the pull of a public image too.
 *
 * `repository` is what the kubelet looks up: the normalised name without tag and digest, as `docker.io/library/nginx`.
 * Mirrors BasicDockerKeyring, https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/credentialprovider/keyring.go
 */
export function findCredentials(keys: readonly string[], repository: string): readonly string[] {
  return lookUp(makeKeyring(keys), repository)
}

/** The keys of one or more docker configs, read once for many look-ups. */
export type Keyring = readonly KeyringEntry[]

interface KeyringEntry {
  /** As written. */
  readonly key: string
  /** Host, port and path that are left of the key; what the kubelet sorts by. */
  readonly name: string
  /** undefined where nothing can match it. */
  readonly address: Address | undefined
}

/** Longer names sort after their prefixes, so that the reversed order tries the most specific path first. */
export function makeKeyring(keys: readonly string[]): Keyring {
  return keys.flatMap(toEntry).sort((one, other) => (one.name === other.name ? 0 : one.name < other.name ? 1 : -1))
}

/** As {@link findCredentials}, for a keyring that was made before. */
export function lookUp(keyring: Keyring, repository: string): readonly string[] {
  const image = repository.length > LONGEST_NAME ? undefined : parseAddress(repository)
  if (!image) return []
  const matching = keyring.filter(({ address }) => address !== undefined && matchesAddress(address, image))
  const found = matching.length > 0 || !isOnDockerHub(repository) ? matching : keyring.filter(({ name }) => name === DOCKER_HUB_KEY)
  return found.map(({ key }) => key)
}

/** What `https://index.docker.io/v1/`, as `docker login` writes it, comes to. It serves Docker Hub's images by a rule of its own. */
const DOCKER_HUB_KEY = 'index.docker.io'

function isOnDockerHub(repository: string): boolean {
  const [first = '', ...rest] = repository.split('/', 2)
  if (first === '' || rest.length === 0) return first !== ''
  return first === 'docker.io' || first === DOCKER_HUB_KEY || !/[.:]/.test(first)
}

/** Neither a host name (253) with a repository's path (255) nor a key for them comes near this; what is longer is not looked at. */
const LONGEST_NAME = 2048

function toEntry(key: string): readonly KeyringEntry[] {
  if (key.length > LONGEST_NAME) return []
  const written = parseAddress(key.replace(/^https?:\/\//, ''))
  if (!written) return []
  const path = written.path.replace(/^\/v[12](?=\/)/, '')
  const name = path === '/' ? written.host : `${written.host}${path}`
  return [{ key, name, address: parseAddress(name) }]
}

interface Address {
  /** With its port, as written. */
  readonly host: string
  readonly labels: readonly string[]
  /** `''` where none is written: that is another one than 443. */
  readonly port: string
  readonly path: string
}

/**
 * What Go's url.Parse makes of a text behind `https://`; undefined where it refuses it (the kubelet then skips the key),
 * and for a host that no image reference can have. Logins, queries and fragments count for nothing; paths are unescaped.
 */
function parseAddress(text: string): Address | undefined {
  if (CONTROL_CHARACTER.test(text)) return undefined
  const [beforeFragment = '', fragment = ''] = cut(text, '#')
  const [hierarchical = ''] = cut(beforeFragment, '?')
  const slash = hierarchical.indexOf('/')
  const authority = slash < 0 ? hierarchical : hierarchical.slice(0, slash)
  const path = slash < 0 ? '' : hierarchical.slice(slash)
  if (BAD_ESCAPE.test(path) || BAD_ESCAPE.test(fragment)) return undefined
  const at = authority.lastIndexOf('@')
  const login = at < 0 ? '' : authority.slice(0, at)
  if (!LOGIN.test(login) || BAD_ESCAPE.test(login)) return undefined
  const host = authority.slice(at + 1)
  const [, name, ipv6, port = ''] = HOST.exec(host) ?? []
  if (name === undefined || (ipv6 !== undefined && !URL.canParse(`https://${name}`))) return undefined
  return { host, labels: (ipv6 !== undefined && HAS_PORT.test(host) ? ipv6 : name).split('.'), port, path: unescapePath(path) }
}

const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/
const BAD_ESCAPE = /%(?![\da-fA-F]{2})/
const LOGIN = /^[\w.~!$&'()*+,;=%:@-]*$/
/** Letters that neither a host name of distribution/reference's grammar nor a `*` can stand for never match. */
const HOST = /^([\w.*-]*|\[([\da-fA-F:.]+)\])(?::(\d*))?$/
const HAS_PORT = /\]:/

function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** Byte by byte: what is not ASCII matches no image, however it is read. */
function unescapePath(path: string): string {
  return path.replace(/%([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/**
 * Same port, as many labels in the host, each of which fits, and a path that the image's begins with: a plain string
 * prefix, so `host/team` also serves `host/team-b`. Of the patterns of Go's filepath.Match, which compares the labels, only
 * `*` gets here: url.Parse ends a host at `?` and refuses `[` and `\` in it.
 */
function matchesAddress(key: Address, image: Address): boolean {
  if (key.port !== image.port || key.labels.length !== image.labels.length || !image.path.startsWith(key.path)) return false
  return key.labels.every((label, index) => matchesGlob(label, image.labels[index] ?? ''))
}
