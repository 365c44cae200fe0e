import type { Account, Actor } from './accounts.ts'
import { ApiError, notAccessible, notFound } from './api-error.ts'
import type { FakeRepository } from './repository.ts'
import type { World } from './world.ts'

/** How far a permission reaches. */
export type Level = 'read' | 'write'

/** What a token may do, in the API's own names (`pull_requests`, `contents`). What is not named is not allowed. */
export type Permissions = Readonly<Record<string, Level | 'admin'>>

/** Somebody's token: a workflow's, an app installation's or a person's. */
export interface Token {
  readonly value: string
  readonly kind: 'actions' | 'installation' | 'user'
  readonly actor: Actor
  readonly permissions: Permissions
  /** Whose budget its requests are taken from. */
  readonly budget: string
  readonly covers: (repository: FakeRepository) => boolean
  /** Why it is refused at the moment, if it is. */
  readonly refusal: () => ApiError | undefined
}

/** The app that GitHub Actions acts as. */
export function actionsApp(world: World) {
  return {
    id: 15368,
    slug: 'github-actions',
    name: 'GitHub Actions',
    owner: world.account('github', 'Organization'),
    permissions: { actions: 'write', checks: 'write', contents: 'write', pull_requests: 'write' },
    events: [],
    createdAt: '2018-07-30T09:30:17Z',
  }
}

/** Tokens by their value. */
export class TokenStore {
  readonly #tokens = new Map<string, Token>()

  add(token: Token): void {
    this.#tokens.set(token.value, token)
  }

  revoke({ value }: Token): void {
    this.#tokens.delete(value)
  }

  /** What `Authorization` says; `undefined` where it says nothing. Refuses a token that is unknown, expired or suspended. */
  find(authorization: string | undefined): Token | undefined {
    const value = /^(?:token|bearer) (.+)$/i.exec(authorization ?? '')?.[1]
    if (value === undefined) return undefined
    const token = this.#tokens.get(value)
    if (token === undefined) throw new ApiError(401, 'Bad credentials')
    const refusal = token.refusal()
    if (refusal !== undefined) throw refusal
    return token
  }
}

/** Refuses, as GitHub does, a token (or nobody) that may not do this in that repository. One of `anyOf` is enough. */
export function checkAccess(token: Token | undefined, repository: FakeRepository, anyOf: readonly string[], level: Level): void {
  if (repository.isPrivate && (token === undefined || !token.covers(repository))) throw notFound()
  if (token === undefined) {
    if (level === 'write') throw new ApiError(401, 'Requires authentication')
    return
  }
  if (token.kind === 'user') {
    checkUser(token.actor.account, repository, anyOf, level)
    return
  }
  const isGranted = token.covers(repository) && anyOf.some(permission => reaches(token.permissions[permission], level))
  const isPublicReading = level === 'read' && !repository.isPrivate
  if (!isGranted && !isPublicReading) throw notAccessible()
  if (level === 'write' && repository.isArchived) throw new ApiError(403, 'Repository was archived so is read-only.')
}

/** Whether a granted permission reaches a level. */
export function reaches(granted: string | undefined, level: Level): boolean {
  return granted === 'admin' || granted === 'write' || granted === level
}

/** People may say what they like where they can read; contents need the role for it, and checks belong to apps. */
function checkUser(account: Account, repository: FakeRepository, anyOf: readonly string[], level: Level): void {
  const role = repository.roleOf(account)
  if (role === undefined) throw notFound()
  if (level === 'read') return
  if (anyOf.includes('checks')) throw new ApiError(403, 'You must authenticate via a GitHub App.')
  const canWrite = role === 'write' || role === 'maintain' || role === 'admin'
  if (anyOf.includes('contents') && !canWrite) throw notFound()
}
