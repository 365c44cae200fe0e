/** What was last said of each pull request, so that the same is not worked out twice. */
export class DoneRecord {
  readonly #most: number
  readonly #states = new Map<string, string>()

  constructor(most = 20_000) {
    this.#most = most
  }

  /** Undefined where nothing is known: the check run on GitHub may know. */
  stateOf(key: string): string | undefined {
    return this.#states.get(key)
  }

  set(key: string, state: string): void {
    this.#states.delete(key)
    this.#states.set(key, state)
    const [oldest] = this.#states.keys()
    if (this.#states.size > this.#most && oldest !== undefined) this.#states.delete(oldest)
  }

  /** Lets the next look be a real one, whatever is known. */
  void(key: string): void {
    this.set(key, VOID)
  }
}

/** Is no state of anything. */
const VOID = 'void'
