import { isObject, itemsOf, type Json, type JsonObject, memberOf } from './json.ts'

/**
 * OpenAPI 3.0's dialect as JSON schema: `nullable` becomes a type of its own, references point into the schema registered as `root`,
 * and what only code generators read is dropped.
 */
export function toJsonSchema(part: unknown, root: string): Json {
  if (Array.isArray(part)) return part.map(item => toJsonSchema(item, root))
  if (!isObject(part)) return isScalar(part) ? part : null
  const reference = part.$ref
  if (typeof reference === 'string') return { $ref: root + reference }
  const entries = Object.entries(part).filter(([key]) => key !== 'nullable' && key !== 'discriminator')
  const schema = Object.fromEntries(entries.map(([key, value]) => [key, toJsonSchema(value, root)]))
  return part.nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema
}

/** The fields of a value that its schema names nowhere, as paths. An object for which no fields are named may have any. */
export function unknownFields(description: unknown, schema: Json, value: Json | undefined, path = ''): readonly string[] {
  const parts = partsOf(description, schema)
  if (Array.isArray(value)) return value.flatMap((item, index) => eachPart(description, parts, 'items', item, `${path}[${index}]`))
  if (!isObject(value)) return []
  const known = new Map(parts.flatMap(part => Object.entries(memberOf(part, 'properties') ?? {})))
  if (known.size === 0 || isOpen(parts)) return []
  return Object.entries(value).flatMap(([key, member]) => {
    if (member === undefined) return []
    const schemas = parts.flatMap(part => memberOf(memberOf(part, 'properties'), key) ?? [])
    if (schemas.length === 0) return [`${path}.${key}`]
    return unknownFields(description, { anyOf: schemas }, member, `${path}.${key}`)
  })
}

function eachPart(description: unknown, parts: readonly Json[], key: string, value: Json, path: string): readonly string[] {
  const schemas = parts.flatMap(part => memberOf(part, key) ?? [])
  return schemas.length === 0 ? [] : unknownFields(description, { anyOf: schemas }, value, path)
}

/** A schema and all that it refers to or combines, so that a field known to one alternative is known. */
function partsOf(description: unknown, schema: Json): readonly JsonObject[] {
  if (!isObject(schema)) return []
  const reference = schema.$ref
  if (typeof reference === 'string') return partsOf(description, lookUp(description, reference))
  const combined = ['anyOf', 'oneOf', 'allOf'].flatMap(key => itemsOf(schema[key]))
  return [schema, ...combined.flatMap(part => partsOf(description, part))]
}

function lookUp(description: unknown, reference: string): Json {
  const keys = reference.slice(reference.indexOf('#/') + 2).split('/')
  return keys.reduce<Json>((value, key) => memberOf(value, key) ?? null, isObject(description) ? description : null)
}

/** Whether any field may be there. Where the schema itself names fields, an alternative that lets others by only narrows it. */
function isOpen(parts: readonly JsonObject[]): boolean {
  const deciding = parts.find(part => part.$ref === undefined)?.properties === undefined ? parts : parts.slice(0, 1)
  return deciding.some(({ additionalProperties: additional }) => additional === true || isObject(additional))
}

function isScalar(value: unknown): value is null | boolean | number | string {
  return value === null || ['boolean', 'number', 'string'].includes(typeof value)
}
