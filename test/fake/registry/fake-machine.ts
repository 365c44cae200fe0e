import { connect as connectTcp } from 'node:net'
import type { Address, ConnectTarget } from '../../../src/registry/guarded-connection.ts'
import { type Machine, realMachine } from '../../../src/registry/registry-transport.ts'

/** A host of the fake Internet: what DNS says of it, and the loopback port where it really is. */
export interface FakeHost {
  readonly addresses: readonly string[]
  readonly port: number
  /** What the operating system says was reached, where that is not the first address: a name that was bound anew. */
  readonly reached?: string
}

/** A machine whose network is a table. Whoever connects to what is not in it fails the test: nothing may leave the loopback interface. */
export class FakeMachine implements Machine {
  readonly lookups: string[] = []
  readonly connects: string[] = []
  /** Milliseconds that the client slept, which take no time here. */
  readonly sleeps: number[] = []
  /** Added to the time of day. */
  skippedMs = 0
  readonly #hosts: Readonly<Record<string, FakeHost>>

  constructor(hosts: Readonly<Record<string, FakeHost>> = {}) {
    this.#hosts = hosts
  }

  readonly network = {
    lookup: async (host: string): Promise<readonly Address[]> => {
      this.lookups.push(host)
      const known = this.#hosts[host]
      if (known === undefined) throw Object.assign(new Error(`no ${host}`), { code: 'ENOTFOUND' })
      return known.addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
    },
    connect: async (target: ConnectTarget) => {
      const { host, addresses } = target
      this.connects.push(`${host}:${target.port}`)
      const known = this.#hosts[host]
      if (known === undefined && host === '127.0.0.1') return realMachine().network.connect(target)
      if (known === undefined) throw new Error(`a packet would have left for ${host}`)
      const socket = connectTcp({ host: '127.0.0.1', port: known.port })
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
      return { socket, remoteAddress: known.reached ?? addresses[0]?.address }
    },
  }

  readonly clock = {
    now: () => Date.now() + this.skippedMs,
    sleep: async (ms: number) => {
      this.sleeps.push(ms)
      this.skippedMs += ms
    },
  }
}
