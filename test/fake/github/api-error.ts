import type { Json, JsonObject } from './json.ts'

const DOCUMENTATION = 'https://docs.fake.invalid/rest'

/** A refusal, with the body that GitHub sends. */
export class ApiError extends Error {
  readonly status: number
  readonly body: JsonObject
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, extra: JsonObject = {}, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.body = { message, ...extra, documentation_url: DOCUMENTATION, status: String(status) }
    this.headers = headers
  }
}

/** 404: there is no such thing, or the token may not know of it. */
export function notFound(): ApiError {
  return new ApiError(404, 'Not Found')
}

/** 403: the token's permissions do not reach so far. */
export function notAccessible(): ApiError {
  return new ApiError(403, 'Resource not accessible by integration')
}

/** 422 with a list of what is wrong, each as an object that names a field. */
export function validationFailed(...errors: readonly JsonObject[]): ApiError {
  return new ApiError(422, 'Validation Failed', { errors: [...errors] })
}

/** 422 with a list of sentences, as reviews are answered. */
export function unprocessable(...sentences: readonly string[]): ApiError {
  return new ApiError(422, 'Unprocessable Entity', { errors: [...sentences] satisfies Json })
}
