/** What JSON can hold; `undefined` members are left out when it is written. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** An object of JSON. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

/** Whether a value is a JSON object rather than a list, a scalar or nothing. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads JSON text; throws where it is none. */
export function jsonFrom(text: string): Json {
  return JSON.parse(text)
}

/** The member of an object; `undefined` for anything that has none. */
export function memberOf(value: unknown, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The members of a list; none for anything that is no list. */
export function itemsOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : []
}

/**
 * Reads the fields of a request that has passed its schema, so a wrong type here is a mistake in the fake and throws.
 * A field that is `null` counts as left out.
 */
export class Fields {
  readonly #value: Json | undefined

  constructor(value: Json | undefined) {
    this.#value = value
  }

  has(key: string): boolean {
    return memberOf(this.#value, key) !== undefined
  }

  text(key: string): string {
    return this.#needed(key, this.optionalText(key))
  }

  optionalText(key: string): string | undefined {
    const value = memberOf(this.#value, key)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string') throw new Error(`"${key}" is not text`)
    return value
  }

  integer(key: string): number {
    return this.#needed(key, this.optionalInteger(key))
  }

  optionalInteger(key: string): number | undefined {
    const value = memberOf(this.#value, key)
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'number') throw new Error(`"${key}" is not a number`)
    return value
  }

  flag(key: string): boolean {
    return memberOf(this.#value, key) === true
  }

  items(key: string): readonly Fields[] {
    return itemsOf(memberOf(this.#value, key)).map(item => new Fields(item))
  }

  texts(key: string): readonly string[] {
    return itemsOf(memberOf(this.#value, key)).filter(item => typeof item === 'string')
  }

  integers(key: string): readonly number[] {
    return itemsOf(memberOf(this.#value, key)).filter(item => typeof item === 'number')
  }

  inside(key: string): Fields {
    return new Fields(memberOf(this.#value, key))
  }

  raw(key: string): Json | undefined {
    return memberOf(this.#value, key)
  }

  #needed<T>(key: string, value: T | undefined): T {
    if (value === undefined) throw new Error(`"${key}" is missing`)
    return value
  }
}
