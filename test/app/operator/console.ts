import type { OperatorIo } from '../../../app/operator/operator-io.ts'
import type { Environment } from '../../../app/settings/environment.ts'

/** A terminal that remembers what was said. */
export class Console implements OperatorIo {
  stdout = ''
  stderr = ''
  readonly cwd: string
  readonly env: Environment
  question: OperatorIo['question'] = undefined
  /** Added to the time of day, in milliseconds. */
  skew = 0
  readonly #waiting: { readonly pattern: RegExp; readonly resolve: (found: string) => void }[] = []

  constructor(cwd: string, env: Environment = {}) {
    this.cwd = cwd
    this.env = env
  }

  out(text: string): void {
    this.stdout += text
  }

  err(text: string): void {
    this.stderr += text
    for (const { pattern, resolve } of this.#waiting) {
      const [found] = pattern.exec(this.stderr) ?? []
      if (found !== undefined) resolve(found)
    }
  }

  now(): Date {
    return new Date(Date.now() + this.skew)
  }

  /** What matches on standard error, once it is there. */
  shown(pattern: RegExp): Promise<string> {
    return new Promise(resolve => {
      this.#waiting.push({ pattern, resolve })
      this.err('')
    })
  }
}
