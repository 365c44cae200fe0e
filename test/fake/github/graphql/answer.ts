import type { Token } from '../access.ts'
import { ApiError } from '../api-error.ts'
import type { ApiReply } from '../api-request.ts'
import { Fields, type Json } from '../json.ts'
import type { World } from '../world.ts'
import { executeGraph } from './execute.ts'
import { mutationRoot, queryRoot } from './roots.ts'

/**
 * Answers GraphQL. The reader knows the language but for directives, block strings and documents of several operations; the schema is
 * what the nodes here have. Anything else goes to `notUnderstood`, as an unknown REST path would.
 */
export function answerGraph(
  world: World,
  token: Token | undefined,
  body: Json | undefined,
  notUnderstood: (reasons: readonly string[]) => ApiReply,
): ApiReply {
  if (token === undefined) throw new ApiError(401, 'This endpoint requires you to be authenticated.')
  const fields = new Fields(body)
  const roots = { query: queryRoot(world, token), mutation: mutationRoot(world, token) }
  const result = executeGraph(roots, fields.text('query'), fields.raw('variables') ?? {})
  if (result.kind === 'not-understood') return notUnderstood([`GraphQL: ${result.reason}`])
  return { status: 200, json: result.json }
}
