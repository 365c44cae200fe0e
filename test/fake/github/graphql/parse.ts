import type { Json } from '../json.ts'

/** A value as it is written: a constant, or the name of a variable somewhere in it. */
export type Written =
  | { readonly kind: 'constant'; readonly value: Json }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Written[] }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Written>> }

/** One field asked for, under the key that its answer goes to. */
export interface FieldSelection {
  readonly kind: 'field'
  readonly key: string
  readonly name: string
  readonly args: Readonly<Record<string, Written>>
  readonly selections: readonly Selection[]
}

/** What is asked for, in part only of some types. */
export type Selection =
  | FieldSelection
  | { readonly kind: 'inline'; readonly on: string | undefined; readonly selections: readonly Selection[] }
  | { readonly kind: 'spread'; readonly name: string }

/** One operation of a document, with the document's fragments. */
export interface Document {
  readonly operation: 'query' | 'mutation'
  readonly selections: readonly Selection[]
  readonly fragments: ReadonlyMap<string, Selection>
}

/** A document that is no GraphQL, or uses what the fake does not know: directives, subscriptions, several operations, block strings. */
export class GraphSyntaxError extends Error {}

const TOKEN = /\s+|,|#[^\n]*|(?<token>\.\.\.|[{}()[\]:$!=@]|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|"(?:[^"\\\n]|\\.)*")/y

/** Reads a document of one operation and its fragments. */
export function parseDocument(text: string): Document {
  return new Parser(tokensOf(text)).document()
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  const pattern = new RegExp(TOKEN)
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex
    const match = pattern.exec(text)
    if (match === null) throw new GraphSyntaxError(`unexpected ${JSON.stringify(text.slice(at, at + 20))}`)
    if (match.groups?.token !== undefined) tokens.push(match.groups.token)
  }
  return tokens
}

class Parser {
  readonly #tokens: readonly string[]
  #next = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  document(): Document {
    const fragments = new Map<string, Selection>()
    let found: { operation: 'query' | 'mutation'; selections: readonly Selection[] } | undefined
    while (this.#peek() !== undefined) {
      if (this.#takeIf('fragment')) {
        const name = this.#take()
        this.#expect('on')
        fragments.set(name, { kind: 'inline', on: this.#take(), selections: this.#selections() })
      } else if (found === undefined) found = this.#operation()
      else throw new GraphSyntaxError('more than one operation in a document')
    }
    if (found === undefined) throw new GraphSyntaxError('no operation in the document')
    return { ...found, fragments }
  }

  #operation(): { operation: 'query' | 'mutation'; selections: readonly Selection[] } {
    if (this.#peek() === '{') return { operation: 'query', selections: this.#selections() }
    const operation = this.#take()
    if (operation !== 'query' && operation !== 'mutation') throw new GraphSyntaxError(`unexpected ${operation}, expected query or mutation`)
    if (this.#peek() !== '{' && this.#peek() !== '(') this.#take()
    if (this.#takeIf('(')) while (!this.#takeIf(')')) this.#take()
    return { operation, selections: this.#selections() }
  }

  #selections(): readonly Selection[] {
    this.#expect('{')
    const selections: Selection[] = []
    while (!this.#takeIf('}')) selections.push(this.#takeIf('...') ? this.#fragment() : this.#field())
    return selections
  }

  #fragment(): Selection {
    if (this.#peek() === '{') return { kind: 'inline', on: undefined, selections: this.#selections() }
    if (this.#takeIf('on')) return { kind: 'inline', on: this.#take(), selections: this.#selections() }
    return { kind: 'spread', name: this.#take() }
  }

  #field(): Selection {
    const first = this.#take()
    if (!/^[A-Za-z_]/.test(first)) throw new GraphSyntaxError(`unexpected ${first}, expected a field`)
    const name = this.#takeIf(':') ? this.#take() : first
    const args = this.#takeIf('(') ? this.#members(')') : {}
    if (this.#peek() === '@') throw new GraphSyntaxError('directives are not known here')
    return { kind: 'field', key: first, name, args, selections: this.#peek() === '{' ? this.#selections() : [] }
  }

  #members(end: string): Readonly<Record<string, Written>> {
    const members: [string, Written][] = []
    while (!this.#takeIf(end)) {
      const name = this.#take()
      this.#expect(':')
      members.push([name, this.#value()])
    }
    return Object.fromEntries(members)
  }

  #value(): Written {
    const token = this.#take()
    if (token === '$') return { kind: 'variable', name: this.#take() }
    if (token === '{') return { kind: 'object', members: this.#members('}') }
    if (token === '[') {
      const items: Written[] = []
      while (!this.#takeIf(']')) items.push(this.#value())
      return { kind: 'list', items }
    }
    return { kind: 'constant', value: constantOf(token) }
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next]
  }

  #take(): string {
    const token = this.#tokens[this.#next]
    if (token === undefined) throw new GraphSyntaxError('unexpected end of the document')
    this.#next += 1
    return token
  }

  #takeIf(token: string): boolean {
    if (this.#peek() !== token) return false
    this.#next += 1
    return true
  }

  #expect(token: string): void {
    const found = this.#take()
    if (found !== token) throw new GraphSyntaxError(`unexpected ${found}, expected ${token}`)
  }
}

/** A name that stands where a value does is one of an enumeration. */
function constantOf(token: string): Json {
  if (token === 'true' || token === 'false') return token === 'true'
  if (token === 'null') return null
  if (token.startsWith('"')) return String(JSON.parse(token))
  return /^-?\d/.test(token) ? Number(token) : token
}
