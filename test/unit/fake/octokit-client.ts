import { createSign } from 'node:crypto'
import { Octokit } from 'octokit'
import type { FakeApp } from '../../fake/github/app.ts'
import type { FakeGitHub } from '../../fake/github/fake-github.ts'
import { type Json, jsonFrom } from '../../fake/github/json.ts'

/** GitHub's own client, which knows nothing of the fake but its address. */
export function octokitFor(github: FakeGitHub, token: string) {
  return new Octokit({ auth: token, baseUrl: github.apiUrl, retry: { enabled: false }, throttle: { enabled: false }, log: SILENT })
}

const silence = () => undefined
const SILENT = { debug: silence, info: silence, warn: silence, error: silence }

/** What came back, refusals included. */
export interface Answered {
  readonly status: number
  readonly json: Json
  readonly headers: Headers
}

/** A bare request, for what the client would not send. */
export async function ask(github: FakeGitHub, request: string, authorization: string, body?: Json): Promise<Answered> {
  const [method = 'GET', path = '/'] = request.split(' ')
  const response = await fetch(github.apiUrl + path, {
    method,
    headers: { ...(authorization !== '' && { authorization }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: text === '' ? null : jsonFrom(text), headers: response.headers }
}

/** The header by which an app speaks in its own name. */
export function asApp(app: FakeApp, claims: Readonly<Record<string, Json>> = {}, privateKey = app.privateKey): string {
  const now = Math.floor(Date.now() / 1000)
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iat: now - 30, exp: now + 570, iss: app.id, ...claims })}`
  return `bearer ${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`
}
