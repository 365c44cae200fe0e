import { createVerify, type KeyObject } from 'node:crypto'
import { ApiError } from './api-error.ts'
import { isObject, type Json, memberOf } from './json.ts'

/** The longest that an app's own token may be valid, in seconds. */
const LONGEST_LIFE = 10 * 60
/** How far the clocks of GitHub and of an app may be apart. */
const CLOCK_DRIFT = 30

/** Whether an `Authorization` header holds an app's JWT rather than a token of GitHub's making. */
export function isJwt(value: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value) && !/^gh[a-z]_/.test(value)
}

/** Which app a JWT says that it is from; nothing is checked yet. */
export function issuerOf(jwt: string): string {
  const issuer = memberOf(decode(jwt.split('.')[1]), 'iss')
  if (typeof issuer !== 'string' && typeof issuer !== 'number') throw undecodable()
  return String(issuer)
}

/** Refuses a JWT that the app's key did not sign with RS256, or whose times GitHub would not take. */
export function checkJwt(jwt: string, publicKey: KeyObject, now: number): void {
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  const isSigned = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(publicKey, signature, 'base64url')
  if (!isSigned || memberOf(decode(header), 'alg') !== 'RS256') throw undecodable()
  const claims = decode(payload)
  const [issued, expires] = [memberOf(claims, 'iat'), memberOf(claims, 'exp')]
  if (typeof issued !== 'number' || issued > now + CLOCK_DRIFT) {
    throw new ApiError(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")
  }
  if (typeof expires !== 'number' || expires <= now) {
    throw new ApiError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    )
  }
  if (expires > now + LONGEST_LIFE + CLOCK_DRIFT) throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future")
}

function decode(part: string | undefined): Json {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'))
    return isObject(value) ? value : null
  } catch {
    throw undecodable()
  }
}

function undecodable(): ApiError {
  return new ApiError(401, 'A JSON web token could not be decoded')
}
