import { UserError } from '../user-error.ts'

/** What was asked of GitHub, in words that a refusal is told with. */
export interface Errand {
  /** As the subject of a sentence: `the files of the change`. */
  readonly subject: string
  /** The permission that it takes, as a workflow writes it: `contents: read`. */
  readonly permission: string
  /** What could not be done with the subject: `read` unless said. */
  readonly deed?: 'read' | 'written'
}

/** Why GitHub gave no answer. */
export type ApiFailure =
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'rate-limited'; readonly seconds: number }
  | { readonly kind: 'failing'; readonly status: number; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string }

/** Understands what an Octokit throws; undefined for what is none of its failures and so a fault of ours. */
export function apiFailureOf(thrown: unknown): ApiFailure | undefined {
  if (!(thrown instanceof Error)) return undefined
  if (isGraphFailure(thrown)) return graphFailure(thrown)
  if (!isRequestFailure(thrown)) return undefined
  const { status, response } = thrown
  const message = thrown.message.replace(ADDRESS_OF_DOCS, '')
  if (response === undefined) return { kind: 'unreachable', message }
  const seconds = status === 403 || status === 429 ? secondsToWait(response.headers, message) : undefined
  if (seconds !== undefined) return { kind: 'rate-limited', seconds }
  return status >= 500 ? { kind: 'failing', status, message } : { kind: 'refused', status, message }
}

/** Octokit ends a message with the page that GitHub names in the answer. */
const ADDRESS_OF_DOCS = / - https?:\/\/\S+$/

/** The same in words: what could not be done, what GitHub said, and what to do about it. */
export function explainFailure({ subject, permission, deed = 'read' }: Errand, failure: ApiFailure, cause: unknown): UserError {
  return new UserError('github', `${subject} could not be ${deed}: ${reasonOf(failure, permission)}`, { cause })
}

/** What came with 200 and is none of GitHub's answers, as a proxy's own page would be. */
export function unexpectedAnswer(subject: string): UserError {
  return new UserError('github', `${subject} could not be read: what answered is not GitHub's API. Check GITHUB_API_URL, and the proxy`)
}

function reasonOf(failure: ApiFailure, permission: string): string {
  switch (failure.kind) {
    case 'refused':
      return [`GitHub answered ${failure.status}, ${failure.message}`, ...remedyFor(failure.status, permission)].join('. ')
    case 'rate-limited':
      return `the rate limit of this token is used up for the next ${Math.ceil(failure.seconds / 60)} minutes. Run this again then`
    case 'failing':
      return `GitHub answered ${failure.status}, ${failure.message}, also when asked again. Run this again later`
    case 'unreachable':
      return `GitHub could not be reached, ${failure.message}. Run this again; behind a proxy, check HTTPS_PROXY and NO_PROXY`
  }
}

function remedyFor(status: number, permission: string): readonly string[] {
  if (status === 401) return ['The token is not valid or has expired; use one that is']
  if (status === 403) return [`The token needs \`${permission}\`: write it under \`permissions:\` of the workflow or the job`]
  if (status === 404) {
    return [
      `It is gone, or the token may not see it: a private repository needs \`${permission}\` under \`permissions:\` of the workflow or the job`,
    ]
  }
  return []
}

type RequestFailure = Error & { readonly status: number; readonly response?: { readonly headers: Headers } }
type GraphFailure = Error & { readonly headers: Headers; readonly errors: readonly { readonly type?: string; readonly message: string }[] }
type Headers = Readonly<Record<string, string | number | undefined>>

/** `RequestError` of https://github.com/octokit/request-error.js; without a response where the network failed. */
function isRequestFailure(error: Error): error is RequestFailure {
  return 'status' in error && typeof error.status === 'number'
}

/** `GraphqlResponseError` of https://github.com/octokit/graphql.js: answered with 200, and with errors in it. */
export function isGraphFailure(error: unknown): error is GraphFailure {
  return error instanceof Error && error.name === 'GraphqlResponseError' && 'errors' in error && Array.isArray(error.errors)
}

const STATUS_OF_TYPE: Readonly<Record<string, number>> = { NOT_FOUND: 404, FORBIDDEN: 403, INSUFFICIENT_SCOPES: 403 }

/** Errors without a type are GitHub's own: mostly that the query took too long. */
function graphFailure({ errors, headers }: GraphFailure): ApiFailure {
  const first = errors[0]
  const message = first?.message ?? 'no reason given'
  if (first?.type === 'RATE_LIMITED') return { kind: 'rate-limited', seconds: secondsToWait(headers, message) ?? A_MINUTE }
  const status = STATUS_OF_TYPE[first?.type ?? '']
  return status === undefined ? { kind: 'failing', status: 200, message } : { kind: 'refused', status, message }
}

const A_MINUTE = 60

/** Undefined where a refusal is not about limits. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function secondsToWait(headers: Headers, message: string): number | undefined {
  const retryAfter = Number(headers['retry-after'] ?? Number.NaN)
  if (Number.isFinite(retryAfter)) return Math.max(0, retryAfter)
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN)
  if (String(headers['x-ratelimit-remaining']) === '0' && Number.isFinite(reset)) return Math.max(1, Math.ceil(reset - Date.now() / 1000))
  return /rate limit/i.test(message) ? A_MINUTE : undefined
}
