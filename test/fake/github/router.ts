import type { Contract, Operation } from './contract.ts'

/** GraphQL's one address; GitHub's REST description does not have it. */
export const GRAPHQL: Operation = { name: 'POST /graphql', method: 'POST', path: '/graphql', wideParameters: [] }

/** An operation and what its path's variables stand for. */
export interface Match {
  readonly operation: Operation
  readonly parameters: Readonly<Record<string, string>>
}

interface Route {
  readonly operation: Operation
  readonly pattern: RegExp
  readonly weight: number
}

/** Finds the operation that a method and a path ask for. */
export class Router {
  readonly #routes: readonly Route[]

  constructor({ operations }: Contract) {
    this.#routes = operations.map(routeFor).toSorted((one, other) => other.weight - one.weight)
  }

  /** `undefined` where GitHub's description, as far as it is known here, has no such operation. */
  match(method: string, path: string): Match | undefined {
    for (const { operation, pattern } of this.#routes) {
      const found = operation.method === method ? pattern.exec(path) : null
      if (found === null) continue
      const parameters = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value ?? '')])
      return { operation, parameters: Object.fromEntries(parameters) }
    }
    return undefined
  }
}

/** The more of a path is fixed, the earlier it is tried. Some variables hold slashes: a path, a branch; the root folder's path may be left out. */
function routeFor(operation: Operation): Route {
  const parts = operation.path.split(/\{(\w+)\}/)
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return part.replaceAll('.', '\\.')
    return `(?<${part}>${operation.wideParameters.includes(part) ? '.*' : '[^/]+'})`
  })
  const fixed = operation.path.split('/').filter(segment => segment !== '' && !segment.startsWith('{')).length
  const pattern = source.join('').replace('/(?<path>.*)', '(?:/(?<path>.*))?')
  return { operation, pattern: new RegExp(`^${pattern}$`), weight: fixed - operation.wideParameters.length / 2 }
}
