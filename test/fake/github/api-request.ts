import { checkAccess, type Level, type Token } from './access.ts'
import { ApiError, notFound } from './api-error.ts'
import type { FakeApp } from './app.ts'
import { Fields, type Json, type JsonObject } from './json.ts'
import type { FakePull } from './pull.ts'
import type { FakeRepository } from './repository.ts'
import type { World } from './world.ts'

/** One request that has passed GitHub's description. */
export interface ApiRequest {
  readonly world: World
  readonly apps: readonly FakeApp[]
  readonly method: string
  /** The address as it was asked for, without the query. */
  readonly url: string
  readonly parameters: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Json | undefined
  readonly accept: string
  readonly token: Token | undefined
  /** The app whose signed JWT came instead of a token. */
  readonly app: FakeApp | undefined
  /** Makes a token a bad one. */
  readonly revoke: (token: Token) => void
}

/** What is answered. `text` is for the media types that are no JSON. */
export interface ApiReply {
  readonly status: number
  readonly json?: Json
  readonly text?: string | Buffer
  readonly mediaType?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** How one operation is answered. */
export type Answer = (request: ApiRequest) => ApiReply

/** Operations by their name in GitHub's description (`GET /repos/{owner}/{repo}`). */
export type Routes = Readonly<Record<string, Answer>>

/** An operation on a repository that needs one of these permissions at this level. */
export function onRepository(
  permission: string | readonly string[],
  level: Level,
  answer: (request: ApiRequest, repository: FakeRepository) => ApiReply,
): Answer {
  return request => {
    const { owner, repo } = request.parameters
    const repository = request.world.findRepository(`${owner}/${repo}`)
    if (repository === undefined) throw movedOrMissing(request, `${owner}/${repo}`)
    checkAccess(request.token, repository, [permission].flat(), level)
    return answer(request, repository)
  }
}

/** What is not a reading is sent on with 307, so that a client repeats it as it was: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects */
function movedOrMissing({ world, method, url, query }: ApiRequest, fullName: string): ApiError {
  const moved = world.findMoved(fullName)
  if (moved === undefined) return notFound()
  const search = query.size > 0 ? `?${query}` : ''
  const target = url.replace(`/repos/${fullName}`, `/repositories/${moved.id}`) + search
  return new ApiError(method === 'GET' ? 301 : 307, 'Moved Permanently', { url: target }, { location: target })
}

/** As {@link onRepository}, for one pull request. */
export function onPull(
  permission: string | readonly string[],
  level: Level,
  answer: (request: ApiRequest, pull: FakePull) => ApiReply,
): Answer {
  return onRepository(permission, level, (request, repository) => {
    const pull = repository.pulls.get(Number(request.parameters.pull_number ?? request.parameters.issue_number))
    if (pull === undefined) throw notFound()
    return answer(request, pull)
  })
}

/** An operation that only an app may ask for, in its own name. */
export function asApp(answer: (request: ApiRequest, app: FakeApp) => ApiReply): Answer {
  return request => {
    if (request.app === undefined) throw new ApiError(401, 'A JSON web token could not be decoded')
    return answer(request, request.app)
  }
}

/** The token that must have come. */
export function tokenOf({ token }: ApiRequest): Token {
  if (token === undefined) throw new ApiError(401, 'Requires authentication')
  return token
}

/** The body's fields. */
export function fieldsOf({ body }: ApiRequest): Fields {
  return new Fields(body)
}

export function ok(json: Json): ApiReply {
  return { status: 200, json }
}

export function created(json: JsonObject): ApiReply {
  return { status: 201, json }
}

export function noContent(): ApiReply {
  return { status: 204 }
}

/** One page of a list, with the links by which clients find the others. */
export function paged<T>(request: ApiRequest, items: readonly T[], toJson: (item: T) => Json): ApiReply {
  const page = pageOf(request, items)
  return { status: 200, json: page.items.map(toJson), headers: page.headers }
}

/** One page of a list that is wrapped in an object with its length. */
export function pagedWithin<T>(
  request: ApiRequest,
  key: string,
  items: readonly T[],
  toJson: (item: T) => Json,
  extra: JsonObject = {},
): ApiReply {
  const page = pageOf(request, items)
  return { status: 200, json: { total_count: items.length, ...extra, [key]: page.items.map(toJson) }, headers: page.headers }
}

/** The items that a request's `page` and `per_page` ask for: 30 by default and 100 at most, whatever is asked. */
export function pageOf<T>(
  { query, url }: ApiRequest,
  items: readonly T[],
): { readonly items: readonly T[]; readonly headers: Readonly<Record<string, string>> } {
  const size = Math.min(100, Math.max(1, Number(query.get('per_page') ?? 30)))
  const page = Math.max(1, Number(query.get('page') ?? 1))
  const last = Math.max(1, Math.ceil(items.length / size))
  const targets = [
    ...(page > 1 ? [{ rel: 'prev', page: page - 1 }] : []),
    ...(page < last ? [{ rel: 'next', page: page + 1 }] : []),
    ...(page < last ? [{ rel: 'last', page: last }] : []),
    ...(page > 1 ? [{ rel: 'first', page: 1 }] : []),
  ]
  const links = targets.map(target => {
    const search = new URLSearchParams(query)
    search.set('page', String(target.page))
    return `<${url}?${search}>; rel="${target.rel}"`
  })
  return { items: items.slice((page - 1) * size, page * size), headers: links.length === 0 ? {} : { link: links.join(', ') } }
}
