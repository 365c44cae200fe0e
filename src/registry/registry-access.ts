import { type AnswerableChallenge, parseChallenges, pickChallenge } from './auth-challenge.ts'
import { CredentialLedger } from './credential-ledger.ts'
import type { Credential, CredentialSource } from './credentials.ts'
import { type HostTrust, showHost } from './host-guard.ts'
import type { AnswerFailure } from './host-lane.ts'
import type { Notices } from './notices.ts'
import { mayReceiveCredentials } from './realm-rule.ts'
import type { Endpoint } from './registry-endpoint.ts'
import type { FollowedResponse, Question, RegistryTransport } from './registry-transport.ts'
import { basicAuthorization, type IssuedToken, isHeaderWord, type TokenRequest, type TokenSource } from './token-source.ts'

/** What came of a question to a registry, once all that can be shown has been shown. */
export type AccessOutcome = Answered | IssuerRefusal | AnswerFailure

/** The registry itself answered, be it with a refusal. */
export interface Answered {
  readonly kind: 'answered'
  readonly response: FollowedResponse
  readonly withCredentials: boolean
  /** Whether the registry let us look: it took our token or password, or wants none from anybody. */
  readonly isAuthorised: boolean
}

/** The token issuer gave no token, so the registry was not asked. */
export interface IssuerRefusal {
  readonly kind: 'issuer-refusal'
  readonly status: number
  readonly issuer: string
  readonly withCredentials: boolean
}

/** What access to a registry needs, the same for all of a run but for what it learns itself. */
export interface AccessOptions {
  readonly transport: RegistryTransport
  readonly tokens: TokenSource
  readonly credentials: CredentialSource
  readonly notices: Notices
  readonly trust: HostTrust
  readonly realmHosts: ReadonlySet<string>
  readonly onSecret: (secret: string) => void
}

/** Who we say that we are. */
export type Identity = 'best' | 'anonymous'

interface Pass {
  readonly kind: 'pass'
  readonly authorization?: string
  readonly credential?: Credential
  readonly token?: { readonly request: TokenRequest; readonly issued: IssuedToken }
}

/** Times that one question is put; a registry that says 401 for ever gets no more. */
const ATTEMPTS = 3
const NO_PASS: Pass = { kind: 'pass' }

/**
 * How one registry lets us in. The first question goes out bare and alone, and what it is answered with, a challenge or none, is taken for granted
 * with all others: after it each repository costs one token and each reference one question. Nothing is said to a challenge that comes from
 * where the registry sent us on to.
 */
export class RegistryAccess {
  readonly #options: AccessOptions
  readonly #ledger: CredentialLedger
  #demand: AnswerableChallenge | 'none' | undefined
  #scout: Promise<unknown> | undefined

  constructor(options: AccessOptions) {
    this.#options = options
    this.#ledger = new CredentialLedger(options.credentials, options.notices)
  }

  async ask(question: Question, endpoint: Endpoint, identity: Identity): Promise<AccessOutcome> {
    const startedAt = this.#options.transport.clock.now()
    if (this.#demand === undefined && this.#scout === undefined) {
      const first = this.#askUntilAnswered(question, endpoint, identity, startedAt)
      this.#scout = first
      return first
    }
    await this.#scout
    return this.#askUntilAnswered(question, endpoint, identity, startedAt)
  }

  /** The credential that is kept for a repository, whether or not the registry took it. */
  credentialFor({ registry, repository }: Endpoint): Promise<Credential | undefined> {
    return this.#ledger.find(registry, repository)
  }

  /** Whether this registry has said no to the credential for a repository, so that it is not shown again. */
  isRejected({ repository }: Endpoint): Promise<boolean> {
    return this.#ledger.isRejected(repository)
  }

  async #askUntilAnswered(question: Question, endpoint: Endpoint, identity: Identity, startedAt: number): Promise<AccessOutcome> {
    let pass = await this.#passFor(this.#demand, endpoint, identity)
    for (let attempt = 1; ; attempt += 1) {
      if (pass.kind !== 'pass') return pass
      const { authorization, credential } = pass
      const headers = authorization === undefined ? question.headers : { ...question.headers, authorization }
      const response = await this.#options.transport.ask({ ...question, headers })
      if (response.kind === 'failure') return response
      const next = await this.#nextPass(response, pass, endpoint, identity, startedAt)
      if (next === undefined || attempt === ATTEMPTS) {
        this.#remember(response, pass)
        const isAuthorised = authorization !== undefined || this.#demand === 'none'
        return { kind: 'answered', response, withCredentials: credential !== undefined, isAuthorised }
      }
      pass = next
    }
  }

  /** What to show after an answer, if something else may help than what was shown. */
  async #nextPass(
    response: FollowedResponse,
    pass: Pass,
    endpoint: Endpoint,
    identity: Identity,
    startedAt: number,
  ): Promise<Pass | IssuerRefusal | AnswerFailure | undefined> {
    if (response.isForeign) return undefined
    const isStale = pass.token !== undefined && pass.token.issued.issuedAt < startedAt
    if (response.status === 400 && isStale) return this.#renew(pass, endpoint, identity)
    if (response.status !== 401) return undefined
    const demand = pickChallenge(parseChallenges(response.challenges))
    if (demand === undefined) return undefined
    const isNew = !isSameDemand(demand, this.#demand)
    this.#demand = demand
    if (pass.authorization !== undefined && !isNew) {
      const isOutOfDate = isStale && demand.kind === 'bearer' && demand.error !== 'insufficient_scope'
      return isOutOfDate ? this.#renew(pass, endpoint, identity) : undefined
    }
    const next = await this.#passFor(demand, endpoint, identity)
    return next.kind === 'pass' && next.authorization === undefined ? undefined : next
  }

  async #renew({ token }: Pass, endpoint: Endpoint, identity: Identity): Promise<Pass | IssuerRefusal | AnswerFailure> {
    if (token !== undefined) await this.#options.tokens.drop(token.request, token.issued)
    return this.#passFor(this.#demand, endpoint, identity)
  }

  async #passFor(
    demand: AnswerableChallenge | 'none' | undefined,
    endpoint: Endpoint,
    identity: Identity,
  ): Promise<Pass | IssuerRefusal | AnswerFailure> {
    if (demand === undefined || demand === 'none') return NO_PASS
    const credential = identity === 'best' ? await this.#ledger.findGood(endpoint.registry, endpoint.repository) : undefined
    if (demand.kind === 'basic') {
      const authorization = credential && basicAuthorization(credential, this.#options.onSecret)
      return credential === undefined || authorization === undefined ? NO_PASS : { kind: 'pass', authorization, credential }
    }
    if (credential?.registryToken !== undefined && isHeaderWord(credential.registryToken)) {
      this.#options.onSecret(credential.registryToken)
      return { kind: 'pass', authorization: `Bearer ${credential.registryToken}`, credential }
    }
    return this.#passByToken({
      challenge: demand,
      repository: endpoint.repository,
      credential: this.#forIssuer(demand.realm, endpoint, credential),
    })
  }

  /** The credential, if this issuer may see it. */
  #forIssuer(realm: URL, { base, registry }: Endpoint, credential: Credential | undefined): Credential | undefined {
    const { trust, realmHosts, notices } = this.#options
    if (credential === undefined || mayReceiveCredentials(realm, base, trust, realmHosts)) return credential
    notices.add(
      `the credentials for ${registry} were not sent to ${showHost(realm)}, which it names as its token issuer: the two are not known to belong together`,
    )
    return undefined
  }

  async #passByToken(request: TokenRequest): Promise<Pass | IssuerRefusal | AnswerFailure> {
    const { credential } = request
    const issued = await this.#options.tokens.tokenFor(request)
    if (issued.kind === 'failure') return issued
    if (issued.kind === 'token') {
      const token = { request, issued }
      return { kind: 'pass', authorization: `Bearer ${issued.value}`, token, ...(credential !== undefined && { credential }) }
    }
    if (issued.status === 401 && credential !== undefined) this.#ledger.reject(credential)
    const issuer = showHost(request.challenge.realm)
    return { kind: 'issuer-refusal', status: issued.status, issuer, withCredentials: credential !== undefined }
  }

  #remember({ status, isForeign }: FollowedResponse, { authorization, credential, token }: Pass): void {
    if (isForeign) return
    if (status !== 401) this.#demand ??= 'none'
    if (credential === undefined || authorization === undefined) return
    if (status === 401 && token === undefined) this.#ledger.reject(credential)
    if (status < 300 || status === 404) this.#ledger.accept(credential)
  }
}

function isSameDemand(one: AnswerableChallenge, other: AnswerableChallenge | 'none' | undefined): boolean {
  if (other === undefined || other === 'none' || one.kind !== other.kind) return false
  return one.kind === 'basic' || (other.kind === 'bearer' && one.realm.href === other.realm.href && one.service === other.service)
}
