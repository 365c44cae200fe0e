import type { ValueType } from '../kubernetes/object.ts'
import type { ContainerFacts } from './rule.ts'

/** Who refuses a container whose image or policy has a type, or a value, that is none of Kubernetes'. */
export function refusalOf({ isDefaultedByApiServer }: Pick<ContainerFacts, 'isDefaultedByApiServer'>): string {
  return isDefaultedByApiServer ? 'the API server refuses this object' : 'the API server refuses every Pod made from this'
}

/** A type as it reads after "is". */
export const TYPE_WORDS: Readonly<Record<ValueType, string>> = {
  text: 'text',
  number: 'a number',
  boolean: 'a boolean',
  list: 'a list',
  map: 'a map',
}

/** What kubectl shows of the refusal; the name of the field differs between versions. */
export function decoderError(type: ValueType, expected = 'string'): string {
  return `kubectl then says: json: cannot unmarshal ${JSON_TYPE[type]} into Go struct field … of type ${expected}.`
}

/** The names that Go's decoder has for JSON's types. */
const JSON_TYPE: Readonly<Record<ValueType, string>> = { text: 'string', number: 'number', boolean: 'bool', list: 'array', map: 'object' }
