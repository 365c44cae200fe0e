import type { Credential, CredentialSource } from './credentials.ts'
import type { Notices } from './notices.ts'

/** What is known of the credentials for one registry: which there are, and what the registry has said to them. */
export class CredentialLedger {
  readonly #source: CredentialSource
  readonly #notices: Notices
  readonly #found = new Map<string, Promise<Credential | undefined>>()
  readonly #rejected = new Set<string>()
  readonly #accepted = new Set<string>()

  constructor(source: CredentialSource, notices: Notices) {
    this.#source = source
    this.#notices = notices
  }

  /** The credential that is kept for a repository, whether or not the registry took it. The source is asked once. */
  find(registry: string, repository: string): Promise<Credential | undefined> {
    const known = this.#found.get(repository)
    if (known !== undefined) return known
    const found = this.#source.find(registry, repository).then(({ credential, notices }) => {
      for (const notice of notices) this.#notices.add(notice)
      return credential
    })
    this.#found.set(repository, found)
    return found
  }

  /** The same, unless the registry has said no to it. */
  async findGood(registry: string, repository: string): Promise<Credential | undefined> {
    const credential = await this.find(registry, repository)
    return credential !== undefined && this.#rejected.has(keyOf(credential)) ? undefined : credential
  }

  /** Whether the registry has said no to what is kept for a repository. Does not ask the source. */
  async isRejected(repository: string): Promise<boolean> {
    const credential = await this.#found.get(repository)
    return credential !== undefined && this.#rejected.has(keyOf(credential))
  }

  /** Notes a no. What never opened anything here is not shown again: registries lock out whoever tries a wrong password again and again. */
  reject(credential: Credential): void {
    if (!this.#accepted.has(keyOf(credential))) this.#rejected.add(keyOf(credential))
  }

  /** Notes that it opened something, so that a later no is about that one repository. */
  accept(credential: Credential): void {
    this.#accepted.add(keyOf(credential))
  }
}

function keyOf(credential: Credential): string {
  return JSON.stringify(credential)
}
