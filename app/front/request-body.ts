import type { IncomingMessage } from 'node:http'

/** A request's body, or why there is none. */
export type BodyReading = { readonly kind: 'body'; readonly bytes: Buffer } | { readonly kind: 'too-large' | 'too-busy' | 'aborted' }

/** How much of strangers' bodies is kept in memory: of one request, and of all together. */
export interface BodyLimits {
  readonly each: number
  readonly all: number
}

/** Reads bodies, and keeps count of what is held at the moment: who sent them is known only once they are whole. */
export class BodyReader {
  readonly #limits: BodyLimits
  #held = 0

  constructor(limits: BodyLimits) {
    this.#limits = limits
  }

  /** Stops taking in at the limit, whatever the length that the request announces, and lets go of what it has. The caller closes the connection. */
  read(request: IncomingMessage): Promise<BodyReading> {
    const { each, all } = this.#limits
    if (Number(request.headers['content-length'] ?? 0) > each) return Promise.resolve({ kind: 'too-large' })
    return new Promise(resolve => {
      const chunks: Buffer[] = []
      let size = 0
      const finish = (reading: BodyReading) => {
        this.#held -= size
        size = 0
        request.removeAllListeners('data')
        request.pause()
        resolve(reading)
      }
      request.on('data', (chunk: Buffer) => {
        size += chunk.length
        this.#held += chunk.length
        if (size > each) finish({ kind: 'too-large' })
        else if (this.#held > all) finish({ kind: 'too-busy' })
        else chunks.push(chunk)
      })
      request.once('end', () => finish({ kind: 'body', bytes: Buffer.concat(chunks) }))
      request.once('close', () => finish({ kind: 'aborted' }))
      request.once('error', () => finish({ kind: 'aborted' }))
    })
  }
}
