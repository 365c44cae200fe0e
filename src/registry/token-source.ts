import type { BearerChallenge } from './auth-challenge.ts'
import { classifyRefusal, readErrorCodes, readJsonObject } from './classify.ts'
import type { Credential } from './credentials.ts'
import { showHost } from './host-guard.ts'
import type { AnswerFailure } from './host-lane.ts'
import type { Followed, RegistryTransport } from './registry-transport.ts'

/** What a token is asked for. */
export interface TokenRequest {
  readonly challenge: BearerChallenge
  readonly repository: string
  /** Only what the issuer may see; see `mayReceiveCredentials`. */
  readonly credential: Credential | undefined
}

/** What an issuer said. */
export type TokenAnswer = IssuedToken | TokenRefusal | AnswerFailure

/** A token, fit for a header; `validUntil` is a little before it runs out. Times are milliseconds of the clock. */
export interface IssuedToken {
  readonly kind: 'token'
  readonly value: string
  readonly issuedAt: number
  readonly validUntil: number
}

/** The issuer refuses: who asks, or what is asked for; it does not say which. */
export interface TokenRefusal {
  readonly kind: 'refused'
  readonly status: number
}

const BODY_LIMIT = 64 * 1024
const LONGEST_TOKEN = 12 * 1024
/** What the token specification says where the answer does not. */
const DEFAULT_LIFETIME_S = 60
/** A token must not run out on its way. */
const MARGIN_MS = 10_000
const CLIENT_ID = 'pull-policy'

/**
 * Gets tokens, one per repository and never the same twice at a time. The scope is always the pull of one repository, whatever the challenge
 * names (`*` is seen), and never several: some issuers read the first scope only. A refusal stands for the whole run.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
 * @see https://distribution.github.io/distribution/spec/auth/oauth/
 */
export class TokenSource {
  readonly #transport: RegistryTransport
  readonly #onSecret: (secret: string) => void
  readonly #issued = new Map<string, Promise<TokenAnswer>>()

  constructor(transport: RegistryTransport, onSecret: (secret: string) => void) {
    this.#transport = transport
    this.#onSecret = onSecret
  }

  async tokenFor(request: TokenRequest): Promise<TokenAnswer> {
    const key = keyOf(request)
    for (let known = this.#issued.get(key); known !== undefined; known = this.#issued.get(key)) {
      const answer = await known
      if (answer.kind !== 'token' || answer.validUntil > this.#transport.clock.now()) return answer
      if (this.#issued.get(key) === known) this.#issued.delete(key)
    }
    const issued = this.#issue(request)
    this.#issued.set(key, issued)
    return issued
  }

  /** Forgets one token, which the registry would not take; all others stay. */
  async drop(request: TokenRequest, token: IssuedToken): Promise<void> {
    const key = keyOf(request)
    if ((await this.#issued.get(key)) === token) this.#issued.delete(key)
  }

  async #issue(request: TokenRequest): Promise<TokenAnswer> {
    const { credential, challenge } = request
    const host = showHost(challenge.realm)
    if (credential?.identityToken === undefined) return this.#read(host, await this.#ask(request), credential !== undefined)
    const exchanged = await this.#read(host, await this.#exchange(request, credential.identityToken), true)
    if (exchanged.kind !== 'refused' || credential.password === undefined) return exchanged
    return this.#read(host, await this.#ask(request), true)
  }

  /** Name and password, if any, are shown as they are. */
  #ask({ challenge, repository, credential }: TokenRequest): Promise<Followed> {
    const url = new URL(challenge.realm)
    if (challenge.service !== undefined) url.searchParams.set('service', challenge.service)
    url.searchParams.append('scope', scopeOf(repository))
    const authorization = credential && basicAuthorization(credential, this.#onSecret)
    return this.#transport.ask({ method: 'GET', url, headers: authorization === undefined ? {} : { authorization }, bodyLimit: BODY_LIMIT })
  }

  #exchange({ challenge, repository }: TokenRequest, identityToken: string): Promise<Followed> {
    this.#onSecret(identityToken)
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: identityToken,
      client_id: CLIENT_ID,
      scope: scopeOf(repository),
    })
    if (challenge.service !== undefined) form.set('service', challenge.service)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.#transport.ask({ method: 'POST', url: challenge.realm, headers, body: form.toString(), bodyLimit: BODY_LIMIT })
  }

  #read(host: string, answer: Followed, withCredentials: boolean): TokenAnswer {
    if (answer.kind === 'failure') return answer
    if (answer.status === 200) return this.#readToken(host, answer.body)
    const codes = readErrorCodes(answer.body)
    const isRefusal = REFUSALS.has(answer.status) && !codes.includes('TOOMANYREQUESTS')
    if (isRefusal || (answer.status === 400 && withCredentials)) return { kind: 'refused', status: answer.status }
    const seen = { host, status: answer.status, codes, withCredentials, isAuthorised: false, isMirror: false, subject: 'a token' }
    return { kind: 'failure', ...classifyRefusal(seen) }
  }

  #readToken(host: string, body: Buffer): TokenAnswer {
    const { access_token: accessToken, token, expires_in: expiresIn } = readJsonObject(body) ?? {}
    const value = typeof accessToken === 'string' && accessToken !== '' ? accessToken : token
    if (typeof value !== 'string' || !isHeaderWord(value))
      return { kind: 'failure', status: 'bad-response', reason: `${host} issued no usable token` }
    this.#onSecret(value)
    const issuedAt = this.#transport.clock.now()
    const lifetime = typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : DEFAULT_LIFETIME_S
    return { kind: 'token', value, issuedAt, validUntil: issuedAt + lifetime * 1000 - MARGIN_MS }
  }
}

/** Whether a text can be a part of a header: printable ASCII without spaces, of a length that servers take. */
export function isHeaderWord(text: string): boolean {
  return text.length <= LONGEST_TOKEN && /^[\x21-\x7e]+$/.test(text)
}

/** The `Authorization` of a name and password; undefined where the credential has none. */
export function basicAuthorization({ username, password }: Credential, onSecret: (secret: string) => void): string | undefined {
  if (username === undefined || password === undefined) return undefined
  const encoded = Buffer.from(`${username}:${password}`).toString('base64')
  if (password !== '') onSecret(password)
  onSecret(encoded)
  return `Basic ${encoded}`
}

const REFUSALS: ReadonlySet<number> = new Set([401, 403, 404, 405])

function scopeOf(repository: string): string {
  return `repository:${repository}:pull`
}

function keyOf({ challenge, repository, credential }: TokenRequest): string {
  return JSON.stringify([challenge.realm.href, challenge.service, repository, credential])
}
