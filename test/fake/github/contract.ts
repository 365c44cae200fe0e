import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { isObject, itemsOf, type Json, type JsonObject, memberOf } from './json.ts'
import { toJsonSchema, unknownFields } from './json-schema.ts'

/** One operation of GitHub's REST API: how it is called and what it answers. */
export interface Operation {
  /** As GitHub's description writes it: `GET /repos/{owner}/{repo}`. */
  readonly name: string
  readonly method: string
  readonly path: string
  /** Variables of the path that may hold slashes. */
  readonly wideParameters: readonly string[]
}

const OPENAPI: unknown = JSON.parse(readFileSync(new URL('openapi-subset.json', import.meta.url), 'utf8'))
const ROOT = 'github'
const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/**
 * Holds every request, answer and webhook against GitHub's own description. Besides the schemas' rules it refuses fields that the
 * description does not know, because GitHub ignores those in silence and a misspelt option would go unseen.
 */
export class Contract {
  readonly operations: readonly Operation[] = operationsIn(OPENAPI)
  readonly #description = toJsonSchema(OPENAPI, ROOT)
  readonly #ajv = newAjv()
  readonly #validators = new Map<string, ValidateFunction>()

  constructor() {
    this.#ajv.addSchema({ $id: ROOT, components: memberOf(this.#description, 'components') })
  }

  /** What is wrong with a request, in words; nothing if it is right. */
  requestFaults({ name, method, path }: Operation, query: URLSearchParams, body: Json | undefined): readonly string[] {
    const operation = this.#at('paths', path, method.toLowerCase())
    const parameters = itemsOf(memberOf(operation, 'parameters'))
    const requestBody = memberOf(operation, 'requestBody')
    const schema = memberOf(requestBody, 'schema')
    if (schema === undefined)
      return [...this.#queryFaults(parameters, query), ...(body === undefined ? [] : ['a body was sent where none is taken'])]
    const isMissing = body === undefined && memberOf(requestBody, 'required') === true
    const bodyFaults = isMissing ? ['the body is missing'] : body === undefined ? [] : this.#faults(`${name} body`, schema, body)
    return [...this.#queryFaults(parameters, query), ...bodyFaults]
  }

  /** What is wrong with an answer. Failures that the description leaves out (301, 401, 403, 5xx) need only a message. */
  responseFaults({ name, method, path }: Operation, status: number, body: Json | undefined): readonly string[] {
    const responses = this.#at('paths', path, method.toLowerCase(), 'responses')
    const schema = memberOf(responses, String(status))
    if (schema === undefined)
      return status >= 300 && typeof memberOf(body, 'message') === 'string' ? [] : [`status ${status} is not described`]
    if (schema === null) return body === undefined ? [] : [`status ${status} has no body`]
    return this.#faults(`${name} ${status}`, schema, body ?? null, status >= 400)
  }

  /** What is wrong with a webhook's payload. Webhooks without actions (`push`) are described by their event's name. */
  webhookFaults(event: string, action: string | undefined, payload: JsonObject): readonly string[] {
    const name = [event, action].flatMap(part => part?.replaceAll('_', '-') ?? []).join('-')
    const schema = this.#at('x-webhooks', name)
    return schema === undefined ? [`the webhook ${name} is not described`] : this.#faults(`webhook ${name}`, schema, payload)
  }

  #queryFaults(parameters: readonly Json[], query: URLSearchParams): readonly string[] {
    const known = new Map(parameters.filter(parameter => memberOf(parameter, 'in') === 'query').map(one => [memberOf(one, 'name'), one]))
    return [...query].flatMap(([key, value]) => {
      const parameter = known.get(key)
      if (parameter === undefined) return [`query parameter "${key}" is not known`]
      const schema = memberOf(parameter, 'schema') ?? {}
      return this.#faults(`query ${key} ${JSON.stringify(schema)}`, schema, asTyped(value, memberOf(schema, 'type')))
    })
  }

  /** Refusals carry a `status` that not all of their descriptions name, so their fields may be more. */
  #faults(key: string, schema: Json, value: Json, mayHaveMore = false): readonly string[] {
    const validate = this.#validators.get(key) ?? this.#ajv.compile(isObject(schema) ? schema : {})
    this.#validators.set(key, validate)
    const broken = validate(value) ? [] : [this.#ajv.errorsText(validate.errors, { dataVar: key })]
    if (mayHaveMore) return broken
    return [...broken, ...unknownFields(this.#description, schema, value).map(field => `${key}: the field ${field} is not known`)]
  }

  #at(...keys: readonly string[]): Json | undefined {
    return keys.reduce<Json | undefined>((value, key) => memberOf(value, key), this.#description)
  }
}

function newAjv(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true })
  ajv.addFormat('date-time', text => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text))
  ajv.addFormat('uri', text => URL.canParse(text.replaceAll(/\{[^}]*\}/g, '')))
  for (const format of ['uri-template', 'email', 'int64', 'timestamp', 'uuid', 'date', 'repo.nwo']) ajv.addFormat(format, true)
  return ajv
}

function operationsIn(description: unknown): readonly Operation[] {
  return Object.entries(memberOf(description, 'paths') ?? {}).flatMap(([path, item]) =>
    METHODS.filter(method => memberOf(item, method) !== undefined).map(method => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      wideParameters: wideParametersOf(memberOf(item, method)),
    })),
  )
}

function wideParametersOf(operation: Json | undefined): readonly string[] {
  const wide = itemsOf(memberOf(operation, 'parameters')).filter(parameter => memberOf(parameter, 'x-multi-segment') === true)
  return wide.flatMap(parameter => memberOf(parameter, 'name') ?? []).map(String)
}

/** A query's values are text; the description says what they mean. */
function asTyped(value: string, type: Json | undefined): Json {
  if (type === 'integer' && /^-?\d+$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}
