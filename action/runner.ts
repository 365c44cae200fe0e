/** What a step tells the runner; `@actions/core` is one. */
export interface Runner {
  info(line: string): void
  /** A notice about the whole run. */
  notice(text: string, title: string): void
  setSecret(secret: string): void
  setOutput(name: string, value: string | number): void
  /** Lets the step fail, with this as the last of its errors. */
  setFailed(message: string): void
}
