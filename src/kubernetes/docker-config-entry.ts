import { type CredentialLikeness, judgeLogin } from './credential-likeness.ts'

/** What stands under one host key: whom it serves, and whether it is worth hiding. The login itself is left behind. */
export interface DockerConfigEntry {
  /** As written, but for a login before an `@`, which is cut out. */
  readonly key: string
  readonly likeness: CredentialLikeness
  /** Why the kubelet cannot decode it. */
  readonly fault: string | undefined
}

/** Reads one member of `auths`, or of a `.dockercfg`, as the kubelet decodes it. */
export function readEntry([written, value]: readonly [string, unknown]): DockerConfigEntry {
  const key = hideLogin(written)
  const host = hostOf(key)
  const inKey = judgeLogin({ host, ...loginOf(written) })
  const entry = value ?? {}
  if (!isObject(entry)) return { key, likeness: inKey, fault: `what stands under \`${key}\` is no map` }
  const auth = readAuth(textOf(entry, 'auth'))
  const logins = [
    auth,
    { user: textOf(entry, 'username'), password: textOf(entry, 'password') },
    ...TOKENS.map(name => ({ user: '', password: textOf(entry, name) })),
  ]
  return {
    key,
    likeness: strongest([inKey, ...logins.map(login => judgeLogin({ host, ...login }))]),
    fault: findEntryFault(key, entry, auth),
  }
}

/** Docker's own; the kubelet passes over them, but they open a registry all the same. */
const TOKENS = ['identitytoken', 'registrytoken']

function textOf(entry: JsonObject, name: string): string {
  return membersNamed(entry, name).findLast(value => typeof value === 'string') ?? ''
}

function strongest(likenesses: readonly CredentialLikeness[]): CredentialLikeness {
  return (['real', 'placeholder'] as const).find(likeness => likenesses.includes(likeness)) ?? 'none'
}

function findEntryFault(key: string, entry: JsonObject, auth: Auth): string | undefined {
  const wrong = ['username', 'password', 'email', 'auth'].find(name =>
    membersNamed(entry, name).some(value => typeof value !== 'string' && value !== null),
  )
  if (wrong !== undefined) return `\`${wrong}\` of \`${key}\` is no string`
  return auth.isDecodable ? undefined : `\`auth\` of \`${key}\` is not the base64 form of \`user:password\``
}

interface Auth extends Login {
  /** Also for a placeholder, which becomes decodable once it is filled in. */
  readonly isDecodable: boolean
}

interface Login {
  readonly user: string
  readonly password: string
}

/** Padding may be left out, but not in part; line ends count for nothing. What is no login may be a password all the same. */
function readAuth(text: string): Auth {
  if (judgeLogin({ host: '', user: '', password: text }) !== 'real') return { user: '', password: text, isDecodable: true }
  const encoded = text.replace(/[\r\n]/g, '')
  const isPadded = encoded.endsWith('=')
  const isBase64 = isPadded ? encoded.length % 4 === 0 && PADDED.test(encoded) : encoded.length % 4 !== 1 && UNPADDED.test(encoded)
  const decoded = isBase64 ? atob(encoded) : text
  return { ...splitLogin(decoded), isDecodable: isBase64 && decoded.includes(':') }
}

const UNPADDED = /^[A-Za-z0-9+/]*$/
const PADDED = /^[A-Za-z0-9+/]*={1,2}$/

function splitLogin(text: string): Login {
  const colon = text.indexOf(':')
  return { user: text.slice(0, Math.max(colon, 0)), password: text.slice(colon + 1) }
}

const LOGIN_IN_KEY = /^(https?:\/\/)?([^/?#]*)@/

function hideLogin(key: string): string {
  return key.replace(LOGIN_IN_KEY, '$1***@')
}

/** A user without a password (`robot@host`) says nothing secret. */
function loginOf(key: string): Login {
  const [, , login = ''] = LOGIN_IN_KEY.exec(key) ?? []
  return login.includes(':') ? splitLogin(login) : { user: login, password: '' }
}

function hostOf(key: string): string {
  return key
    .replace(/^https?:\/\//, '')
    .replace(/^\*\*\*@/, '')
    .replace(/[:/?#].*$/s, '')
}

/** A JSON map, of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a JSON value is a map. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The values of all members of that (lower-case) name: Go's decoder matches names without regard to case. */
export function membersNamed(object: JsonObject, name: string): readonly unknown[] {
  return Object.entries(object).flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []))
}
