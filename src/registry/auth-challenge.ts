/** One challenge of a `WWW-Authenticate` header, its scheme and parameters' names in lower case. */
export interface Challenge {
  readonly scheme: string
  readonly params: ReadonlyMap<string, string>
  /** What follows the scheme where it is one word and no list of parameters: `Negotiate abc==`. */
  readonly token68?: string
}

/** The challenge that we can answer. */
export type AnswerableChallenge = BearerChallenge | BasicChallenge

/** A token is wanted, which somebody issues. */
export interface BearerChallenge {
  readonly kind: 'bearer'
  /** Where tokens are issued. Chosen by whoever answered, so it is as little to be trusted as the registry is. */
  readonly realm: URL
  readonly service: string | undefined
  /** Why a token that was sent did not do: `invalid_token`, `insufficient_scope`. */
  readonly error: string | undefined
}

/** Name and password are wanted; its realm says nothing to a program. */
export interface BasicChallenge {
  readonly kind: 'basic'
}

/**
 * All challenges of all `WWW-Authenticate` headers of an answer. One header may hold several (`Negotiate,Bearer realm="…",Basic realm="…"`),
 * and proxies join headers with a comma, so a comma parts challenges as well as parameters: only what follows tells which.
 * Never throws: what has no place in a list is passed over. Linear in the text.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function parseChallenges(headers: readonly string[]): readonly Challenge[] {
  return headers.flatMap(header => new ChallengeScanner(header).scan())
}

/** Bearer before Basic; a Bearer challenge counts only with an absolute http or https realm. Undefined where none can be answered. */
export function pickChallenge(challenges: readonly Challenge[]): AnswerableChallenge | undefined {
  for (const { scheme, params } of challenges) {
    const realm = scheme === 'bearer' ? parseRealm(params.get('realm')) : undefined
    if (realm !== undefined) return { kind: 'bearer', realm, service: params.get('service'), error: params.get('error') }
  }
  return challenges.some(({ scheme }) => scheme === 'basic') ? { kind: 'basic' } : undefined
}

function parseRealm(realm: string | undefined): URL | undefined {
  const url = realm === undefined ? null : URL.parse(realm)
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const TOKEN_68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y
const BARE_VALUE = /[^\s,"]+/y
const WHITE_SPACE = /[ \t]*/y
const QUOTED_RUN = /[^"\\]+/y

class ChallengeScanner {
  readonly #text: string
  #at = 0
  readonly #found: { scheme: string; params: Map<string, string>; token68?: string }[] = []

  constructor(text: string) {
    this.#text = text
  }

  scan(): readonly Challenge[] {
    while (this.#at < this.#text.length) {
      const token = this.#take(TOKEN)
      if (token === '') this.#at += 1
      else this.#readAfter(token.toLowerCase())
    }
    return this.#found
  }

  /** A token before `=` names a parameter of the challenge at hand; any other starts the next challenge. */
  #readAfter(token: string): void {
    const hasSpace = this.#take(WHITE_SPACE) !== ''
    if (this.#text[this.#at] === '=') {
      this.#at += 1
      this.#take(WHITE_SPACE)
      this.#keepParameter(token, this.#readValue())
      return
    }
    const token68 = hasSpace ? this.#take(TOKEN_68) : ''
    this.#found.push({ scheme: token, params: new Map(), ...(token68 !== '' && { token68 }) })
  }

  /** The first of equal names stays; a value that was not closed, or is missing, is no value. */
  #keepParameter(name: string, value: string | undefined): void {
    const params = this.#found.at(-1)?.params
    if (value !== undefined && params?.has(name) === false) params.set(name, value)
  }

  #readValue(): string | undefined {
    if (this.#text[this.#at] === '"') return this.#readQuoted()
    const bare = this.#take(BARE_VALUE)
    return bare === '' ? undefined : bare
  }

  #readQuoted(): string | undefined {
    const pieces: string[] = []
    this.#at += 1
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at]
      if (character === '"') {
        this.#at += 1
        return pieces.join('')
      }
      if (character === '\\') {
        pieces.push(this.#text.charAt(this.#at + 1))
        this.#at += 2
      } else {
        pieces.push(this.#take(QUOTED_RUN))
      }
    }
    return undefined
  }

  /** What the sticky pattern matches here, with the position moved behind it; empty where it does not match. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += match.length
    return match
  }
}
