import type { Place } from '../../source/place.ts'
import { findPlaceholder } from '../placeholder.ts'
import { type GoDuration, parseGoDuration } from './go-duration.ts'

/** The fields of a KubeletConfiguration (kubelet.config.k8s.io/v1beta1) that bear on images. */
export type KubeletField = keyof typeof FIELD_TYPES

/** As the kubelet's decoder names them in its errors. */
type FieldType = 'int32' | 'string' | 'bool' | 'duration' | '[]string' | 'map[string]string' | 'map[string]bool'

/** The Go types that the values are decoded into. */
export const FIELD_TYPES = {
  imageMinimumGCAge: 'duration',
  imageMaximumGCAge: 'duration',
  imageGCHighThresholdPercent: 'int32',
  imageGCLowThresholdPercent: 'int32',
  evictionHard: 'map[string]string',
  mergeDefaultEvictionSettings: 'bool',
  registryPullQPS: 'int32',
  registryBurst: 'int32',
  serializeImagePulls: 'bool',
  maxParallelImagePulls: 'int32',
  imagePullCredentialsVerificationPolicy: 'string',
  preloadedImagesVerificationAllowlist: '[]string',
  nodeStatusMaxImages: 'int32',
  featureGates: 'map[string]bool',
} as const satisfies Readonly<Record<string, FieldType>>

/** What to look for in a KubeletConfiguration. */
export const KUBELET_FIELDS: readonly KubeletField[] = Object.keys(FIELD_TYPES).filter(isKubeletField)

function isKubeletField(name: string): name is KubeletField {
  return Object.hasOwn(FIELD_TYPES, name)
}

/** A field's value as Kubernetes' decoder gives it (null, boolean, number, string, array or map), and where it is written. */
export interface KubeletStatement {
  readonly value: unknown
  readonly at?: Place
}

/** What a KubeletConfiguration writes of the fields that bear on images; what it leaves out is left out here. */
export type KubeletFields = Readonly<Partial<Record<KubeletField, KubeletStatement>>>

/** A map of which only the keys are known. */
export type JsonMap = Readonly<Record<string, unknown>>

/** The value as a 32-bit number; undefined where the kubelet could not decode it as one. */
export function toInt32(value: unknown): number | undefined {
  return typeof value === 'number' && (value | 0) === value ? value : undefined
}

/** As {@link toInt32}, for a boolean. */
export function toBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

/** As {@link toInt32}, for a string that nothing is filled into. */
export function toText(value: unknown): string | undefined {
  return typeof value === 'string' && !isFilledIn(value) ? value : undefined
}

/** As {@link toInt32}, for a list of such strings. */
export function toStrings(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every(item => typeof item === 'string') && !value.some(isFilledIn) ? value : undefined
}

/** As {@link toInt32}, for a map. */
export function toMap(value: unknown): JsonMap | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

/** As {@link toInt32}, for a metav1.Duration. */
export function toNanoseconds(value: unknown): bigint | undefined {
  const duration = typeof value === 'string' ? parseGoDuration(value) : undefined
  return duration?.kind === 'duration' ? duration.nanoseconds : undefined
}

/** Why the kubelet cannot decode a field, in its words; undefined where it can, or where something is filled in before. */
export function findDecodingFault(field: KubeletField, value: unknown): string | undefined {
  const type: FieldType = FIELD_TYPES[field]
  if (isFilledIn(value)) return undefined
  if (type === 'duration') return durationFault(value)
  if (value === null || value === undefined) return undefined
  switch (type) {
    case 'int32':
      return toInt32(value) === undefined ? wrongType(field, value, type) : undefined
    case 'string':
      return typeof value === 'string' ? undefined : wrongType(field, value, type)
    case 'bool':
      return typeof value === 'boolean' ? undefined : wrongType(field, value, type)
    case '[]string':
      return Array.isArray(value) ? elementFault(field, value, 'string') : wrongType(field, value, type)
    case 'map[string]string':
      return toMap(value) ? elementFault(field, Object.values(value), 'string') : wrongType(field, value, type)
    case 'map[string]bool':
      return toMap(value) ? elementFault(field, Object.values(value), 'boolean') : wrongType(field, value, type)
  }
}

function isFilledIn(value: unknown): boolean {
  return typeof value === 'string' && findPlaceholder(value) === 'template'
}

/** metav1.Duration reads a string, also from null: that is the empty one. */
function durationFault(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (value !== null && typeof value !== 'string') return `json: cannot unmarshal ${jsonType(value)} into Go value of type string`
  const duration: GoDuration = parseGoDuration(value ?? '')
  return duration.kind === 'invalid-duration' ? duration.reason : undefined
}

function elementFault(field: KubeletField, elements: readonly unknown[], type: 'string' | 'boolean'): string | undefined {
  const wrong = elements.find(element => element !== null && typeof element !== type && !isFilledIn(element))
  return wrong === undefined ? undefined : wrongType(field, wrong, type === 'string' ? 'string' : 'bool')
}

function wrongType(field: KubeletField, value: unknown, type: FieldType): string {
  const written = typeof value === 'number' && type === 'int32' ? `number ${value}` : jsonType(value)
  return `json: cannot unmarshal ${written} into Go struct field KubeletConfiguration.${field} of type ${type}`
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
