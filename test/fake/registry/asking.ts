import { type Digest, parseDigest } from '../../../src/oci/digest.ts'
import { type ImageReference, parseImageReference } from '../../../src/oci/reference.ts'
import { RegistryClient } from '../../../src/registry/registry-client.ts'
import type { RegistrySettings } from '../../../src/registry/registry-settings.ts'
import { FakeMachine } from './fake-machine.ts'
import { FakeRegistry, type FakeRegistryOptions } from './fake-registry.ts'

/** A reference that must be one. */
export function reference(text: string): ImageReference {
  const parsed = parseImageReference(text)
  if (parsed.kind === 'invalid-reference') throw new Error(`${text}: ${parsed.reason}`)
  return parsed
}

/** A digest that must be one. */
export function digest(text: string): Digest {
  const parsed = parseDigest(text)
  if (parsed === undefined) throw new Error(`no digest: ${text}`)
  return parsed
}

/** Fake registries and clients of one test file, to be closed after each test. */
export class Stage {
  readonly #registries: FakeRegistry[] = []
  readonly #clients: RegistryClient[] = []

  /** A running registry. */
  async registry(options?: FakeRegistryOptions): Promise<FakeRegistry> {
    const registry = await new FakeRegistry(options).start()
    this.#registries.push(registry)
    return registry
  }

  /** A client that may ask everybody, and speaks plain HTTP to the registries of this stage that are there already. */
  client(settings: Partial<RegistrySettings> = {}, machine = new FakeMachine()): RegistryClient {
    const plainHttp = this.#registries.map(({ host }) => host)
    const client = new RegistryClient({ ask: ['*'], plainHttp, ...settings }, machine)
    this.#clients.push(client)
    return client
  }

  async clear(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.close()
    await Promise.all(this.#registries.splice(0).map(registry => registry.stop()))
  }
}
