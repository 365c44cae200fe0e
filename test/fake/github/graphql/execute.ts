import { ApiError } from '../api-error.ts'
import { Fields, type Json, type JsonObject } from '../json.ts'
import { type Document, type FieldSelection, GraphSyntaxError, parseDocument, type Selection, type Written } from './parse.ts'

/** What a field can answer. */
export type GraphValue = null | boolean | number | string | GraphNode | readonly GraphValue[]

/** An object of the graph: its type, the interfaces that fragments may name instead, and how each field is answered. */
export interface GraphNode {
  readonly type: string
  readonly interfaces?: readonly string[]
  readonly fields: Readonly<Record<string, GraphField>>
}

/** A field and the arguments that it takes; an input object counts by its members (`input.subjectId`). */
export interface GraphField {
  readonly args: readonly string[]
  readonly answer: (args: Fields) => GraphValue
}

/** A refusal that GitHub reports beside the data: the field is null, and the others are answered. */
export class GraphError extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** What came of a request: an answer, or a question that the fake does not understand. */
export type GraphResult =
  | { readonly kind: 'answered'; readonly json: JsonObject }
  | { readonly kind: 'not-understood'; readonly reason: string }

/** A field without arguments. */
export function plain(answer: () => GraphValue): GraphField {
  return { args: [], answer }
}

/** Answers a document. Fields and arguments that a node does not have are never guessed at. */
export function executeGraph(roots: Readonly<Record<Document['operation'], GraphNode>>, query: string, variables: Json): GraphResult {
  try {
    const document = parseDocument(query)
    const execution = new Execution(document, new Fields(variables))
    const data = execution.object(roots[document.operation], document.selections, [])
    return { kind: 'answered', json: { data, ...(execution.errors.length > 0 && { errors: execution.errors }) } }
  } catch (error) {
    if (error instanceof GraphSyntaxError) return { kind: 'not-understood', reason: error.message }
    throw error
  }
}

class Execution {
  readonly errors: JsonObject[] = []
  readonly #document: Document
  readonly #variables: Fields

  constructor(document: Document, variables: Fields) {
    this.#document = document
    this.#variables = variables
  }

  object(node: GraphNode, selections: readonly Selection[], path: readonly string[]): JsonObject {
    const members = this.#fieldsFor(node, selections).map(field => [field.key, this.#field(node, field, [...path, field.key])] as const)
    return Object.fromEntries(members)
  }

  #fieldsFor(node: GraphNode, selections: readonly Selection[]): readonly FieldSelection[] {
    return selections.flatMap(selection => {
      if (selection.kind === 'field') return [selection]
      const fragment = selection.kind === 'spread' ? this.#document.fragments.get(selection.name) : selection
      if (fragment?.kind !== 'inline') throw new GraphSyntaxError('a fragment is spread that the document does not define')
      const fits = fragment.on === undefined || fragment.on === node.type || node.interfaces?.includes(fragment.on) === true
      return fits ? this.#fieldsFor(node, fragment.selections) : []
    })
  }

  #field(node: GraphNode, selection: FieldSelection, path: readonly string[]): Json {
    if (selection.name === '__typename') return node.type
    const field = Object.hasOwn(node.fields, selection.name) ? node.fields[selection.name] : undefined
    if (field === undefined) throw new GraphSyntaxError(`the fake has no field "${selection.name}" on ${node.type}`)
    const args = this.#arguments(selection, field, node.type)
    try {
      return this.#value(field.answer(args), selection, path)
    } catch (error) {
      this.errors.push({ ...reportOf(error), path })
      return null
    }
  }

  #value(value: GraphValue, selection: FieldSelection, path: readonly string[]): Json {
    if (isList(value)) return value.map(item => this.#value(item, selection, path))
    const isNode = typeof value === 'object' && value !== null
    if (isNode && selection.selections.length > 0) return this.object(value, selection.selections, path)
    if (isNode) throw new GraphSyntaxError(`"${selection.name}" needs a selection of fields`)
    if (value !== null && selection.selections.length > 0) throw new GraphSyntaxError(`"${selection.name}" has no fields to select`)
    return value
  }

  #arguments(selection: FieldSelection, field: GraphField, type: string): Fields {
    const values = Object.fromEntries(Object.entries(selection.args).map(([name, written]) => [name, this.#written(written)]))
    const names = Object.entries(values).flatMap(([name, value]) =>
      name === 'input' ? Object.keys(value ?? {}).map(key => `input.${key}`) : [name],
    )
    const unknown = names.find(name => !field.args.includes(name))
    if (unknown !== undefined) throw new GraphSyntaxError(`"${selection.name}" on ${type} has no argument "${unknown}"`)
    return new Fields(values)
  }

  #written(written: Written): Json {
    if (written.kind === 'constant') return written.value
    if (written.kind === 'list') return written.items.map(item => this.#written(item))
    if (written.kind === 'object')
      return Object.fromEntries(Object.entries(written.members).map(([name, member]) => [name, this.#written(member)]))
    return this.#variables.raw(written.name) ?? null
  }
}

/** GitHub's REST refusals have their own names here. Anything else is a mistake in the fake or in the document. */
function reportOf(error: unknown): JsonObject {
  if (error instanceof GraphError) return { type: error.type, message: error.message }
  if (error instanceof ApiError) return { type: error.status === 404 ? 'NOT_FOUND' : 'FORBIDDEN', message: error.message }
  throw error
}

function isList(value: GraphValue): value is readonly GraphValue[] {
  return Array.isArray(value)
}
