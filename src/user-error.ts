/** Which mistake it is; each is answered with exit code 2 or a failed step. */
export type UserErrorCode = 'usage' | 'missing-path' | 'bad-configuration' | 'bad-input' | 'bad-ref' | 'git' | 'github' | 'output'

/** A mistake that the user can mend; its message says what is wrong, where, and what to do. Everything else that is thrown is our own fault. */
export class UserError extends Error {
  readonly code: UserErrorCode

  constructor(code: UserErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UserError'
    this.code = code
  }
}
