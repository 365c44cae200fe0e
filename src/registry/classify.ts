import type { NotResolved } from '../oci/resolution.ts'

/** What is known of an answer that names no manifest. */
export interface Evidence {
  /** Who answered. */
  readonly host: string
  readonly status: number
  /** Codes of the error body, as the distribution specification lists them. */
  readonly codes: readonly string[]
  /** Seconds that the answer asks to wait. */
  readonly retryAfter?: number | undefined
  /** Whether credentials were sent, to the registry or to its token issuer. */
  readonly withCredentials: boolean
  /** Whether the registry let us look: it gave us access, or wants none. Only then is its "not found" more than politeness. */
  readonly isAuthorised: boolean
  /** A mirror says 404 too while the registry behind it cannot be reached. */
  readonly isMirror: boolean
  /** What was asked for, in words. */
  readonly subject: string
}

interface Row {
  readonly when: (seen: Evidence) => boolean
  readonly status: NotResolved['status']
  readonly reason: (seen: Evidence) => string
}

/** It refuses whole ranges of addresses for a while, GitHub's runners among them. */
const REFUSES_FOR_A_WHILE: ReadonlySet<string> = new Set(['mcr.microsoft.com'])

/** The first row that fits decides. Read downwards: what is passing comes before what would be a verdict on the image. */
const ROWS: readonly Row[] = [
  {
    when: ({ status, codes }) => status === 429 || (status >= 400 && status < 500 && codes.includes('TOOMANYREQUESTS')),
    status: 'rate-limited',
    reason: ({ host, retryAfter }) =>
      `${host} answers no more questions for now${retryAfter === undefined ? '' : `; it asks to wait ${retryAfter} s`}`,
  },
  {
    when: ({ status }) => status >= 500 || status === 408 || status === 499,
    status: 'unavailable',
    reason: seen => `${seen.host} answered ${inWords(seen)}`,
  },
  {
    when: ({ status, host }) => status === 403 && REFUSES_FOR_A_WHILE.has(host),
    status: 'unavailable',
    reason: seen => `${seen.host} answered ${inWords(seen)}, as it does for a while to whole ranges of addresses`,
  },
  {
    when: ({ status, withCredentials }) => status === 401 && withCredentials,
    status: 'credentials-rejected',
    reason: ({ host, subject }) => `${host} does not open ${subject} with the credentials that are here for it`,
  },
  {
    when: ({ status }) => status === 401,
    status: 'not-found-or-private',
    reason: ({ host, subject }) => `${host} wants credentials for ${subject}, and there are none: it is private, misspelt or deleted`,
  },
  {
    when: ({ status, isMirror }) => status === 404 && isMirror,
    status: 'not-found-or-private',
    reason: ({ host, subject }) =>
      `the mirror ${host} does not have ${subject}, as a mirror also says while the registry behind it is away`,
  },
  {
    when: ({ status, isAuthorised }) => status === 404 && !isAuthorised,
    status: 'not-found-or-private',
    reason: ({ host, subject }) => `${host} does not have ${subject}, or hides it from whoever has no credentials`,
  },
  {
    when: ({ status, codes }) => status === 404 && codes.includes('NAME_UNKNOWN'),
    status: 'repo-not-found',
    reason: ({ host, subject }) => `${host} has no such repository: ${subject}`,
  },
  {
    when: ({ status }) => status === 404,
    status: 'tag-not-found',
    reason: ({ host, subject }) => `${host} does not have ${subject}`,
  },
  {
    when: ({ status }) => status === 403 || status === 412 || status === 451,
    status: 'forbidden',
    reason: seen => `${seen.host} refuses ${seen.subject}: it answered ${inWords(seen)}`,
  },
  {
    when: () => true,
    status: 'bad-response',
    reason: seen => `${seen.host} answered ${inWords(seen)}, which no registry should`,
  },
]

/** What an answer without a manifest means. "Not found" only where it is proven; the causes are never merged. */
export function classifyRefusal(seen: Evidence): NotResolved {
  for (const { when, status, reason } of ROWS) {
    if (when(seen)) return { status, reason: reason(seen) }
  }
  throw new Error('unreachable: the last row fits everything')
}

/**
 * The codes of a registry's error body; none where it is no such body, which any 4xx may have. Only words in the form of a code are kept:
 * what a registry writes beside them is the text of a stranger.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
 */
export function readErrorCodes(body: Buffer): readonly string[] {
  const { errors } = readJsonObject(body) ?? {}
  if (!Array.isArray(errors)) return []
  const codes = errors.slice(0, 8).map(error => (isObject(error) ? error.code : undefined))
  return codes.filter((code): code is string => typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,39}$/.test(code))
}

/** The body as a JSON object; undefined where it is none, or is nested so deep that only reading it would take seconds. */
export function readJsonObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (body.length > SMALL && isDeeperThan(DEEPEST, body)) return undefined
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return isObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** No manifest, configuration or list of tags nests deeper; of less than this many bytes no text takes long to read. */
const DEEPEST = 64
const SMALL = 64 * 1024

/** Counts brackets outside of strings; UTF-8 has none of these bytes within a longer character. */
function isDeeperThan(most: number, body: Buffer): boolean {
  let depth = 0
  let isInString = false
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at]
    if (byte === 0x22) isInString = !isInString
    else if (isInString && byte === 0x5c) at += 1
    else if (!isInString && (byte === 0x5b || byte === 0x7b)) depth += 1
    else if (!isInString && (byte === 0x5d || byte === 0x7d)) depth -= 1
    if (depth > most) return true
  }
  return false
}

/** Whether a value of JSON is an object, so neither list nor null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function inWords({ status, codes }: Evidence): string {
  return codes.length === 0 ? String(status) : `${status} (${codes.slice(0, 3).join(', ')})`
}
