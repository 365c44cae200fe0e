import type { JobRepository, JobSender } from './job.ts'

/** A part of a webhook's payload, whatever it turns out to be: what is missing or of another type is undefined. */
export class Payload {
  readonly #value: unknown

  constructor(value: unknown) {
    this.#value = value
  }

  /** The value itself, where it is a text. */
  get asText(): string | undefined {
    return typeof this.#value === 'string' ? this.#value : undefined
  }

  get asRepository(): JobRepository | undefined {
    const id = this.number('id')
    const [owner, repo] = (this.text('full_name') ?? '').split('/')
    return id === undefined || !owner || !repo ? undefined : { id, owner, repo }
  }

  get action(): string {
    return this.text('action') ?? ''
  }

  get installation(): number | undefined {
    return this.inside('installation').number('id')
  }

  get repository(): JobRepository | undefined {
    return this.inside('repository').asRepository
  }

  get sender(): JobSender | undefined {
    const sender = this.inside('sender')
    const [id, login] = [sender.number('id'), sender.text('login')]
    return id === undefined || login === undefined ? undefined : { id, login }
  }

  /** Whether a program did it, ourselves included. */
  get isByBot(): boolean {
    return this.inside('sender').text('type') === 'Bot'
  }

  inside(name: string): Payload {
    return new Payload(this.#member(name))
  }

  has(name: string): boolean {
    return this.#member(name) !== undefined
  }

  text(name: string): string | undefined {
    return this.inside(name).asText
  }

  number(name: string): number | undefined {
    const value = this.#member(name)
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
  }

  isTrue(name: string): boolean {
    return this.#member(name) === true
  }

  list(name: string): readonly Payload[] {
    const value = this.#member(name)
    return Array.isArray(value) ? value.map(item => new Payload(item)) : []
  }

  #member(name: string): unknown {
    const value = this.#value
    return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
  }
}
