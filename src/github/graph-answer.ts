/**
 * What a GraphQL request answered besides one field that could not be had: undefined where anything else is wrong, too.
 * `GraphqlResponseError` of https://github.com/octokit/graphql.js carries both.
 */
export function partialAnswer<T>(thrown: unknown, field: string): T | undefined {
  if (!(thrown instanceof Error && thrown.name === 'GraphqlResponseError' && 'errors' in thrown && 'data' in thrown)) return undefined
  const { errors, data } = thrown
  if (!Array.isArray(errors) || typeof data !== 'object' || data === null) return undefined
  const isOfField = ({ type, path }: GraphFault) => path?.[0] === field && (type === 'NOT_FOUND' || type === 'FORBIDDEN')
  return errors.every(isOfField) ? (data as T) : undefined
}

interface GraphFault {
  readonly type?: string
  readonly path?: readonly (string | number)[]
}
