/** What the user should know though it is no answer about an image: said once, in the order in which it came up. */
export class Notices {
  readonly #texts = new Set<string>()
  readonly #secrets = new Set<string>()

  /** Keeps a secret out of all that is said from now on. */
  hide(secret: string): void {
    if (secret.length >= SHORTEST_SECRET) this.#secrets.add(secret)
  }

  add(text: string): void {
    const isTelling = [...this.#secrets].some(secret => text.includes(secret))
    if (!isTelling && this.#texts.size < MOST) this.#texts.add(text)
  }

  /** Says what a registry wants to be shown: the texts of its `Warning: 299` headers, as far as they are plain and short. */
  addWarnings(host: string, header: string | undefined): void {
    if (header === undefined) return
    for (const [, text] of header.slice(0, LONGEST_WARNINGS).matchAll(WARNING)) this.add(`${host} says: ${text}`)
  }

  list(): readonly string[] {
    return [...this.#texts]
  }
}

const MOST = 100
/** Hiding one letter would hide everything. */
const SHORTEST_SECRET = 4
/** @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#warnings */
const LONGEST_WARNINGS = 4096
const WARNING = /\b299 - "([\x20\x21\x23-\x5b\x5d-\x7e]{1,300})"/g
