import type { Place } from '../../source/place.ts'
import {
  FIELD_TYPES,
  type JsonMap,
  type KubeletField,
  type KubeletFields,
  toBoolean,
  toInt32,
  toMap,
  toNanoseconds,
  toStrings,
  toText,
} from './field.ts'

/** A field after defaulting. */
export interface Setting<Value> {
  readonly field: KubeletField
  /** undefined where it is filled in later, or cannot be decoded. */
  readonly value: Value | undefined
  readonly isWritten: boolean
  readonly at: Place | undefined
}

/** All fields after defaulting. */
export type KubeletSettings = ReturnType<typeof readSettings>

const MINUTE = 60_000_000_000n

/**
 * The fields with the kubelet's defaults filled in. For three of them zero is "not written", for the others a value.
 * Mirrors SetDefaults_KubeletConfiguration, https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/apis/config/v1beta1/defaults.go
 */
export function readSettings(fields: KubeletFields) {
  const maxParallelImagePulls = read<number | null>(fields, 'maxParallelImagePulls', toInt32, null)
  const featureGates = read(fields, 'featureGates', toMap, {})
  const isVerificationOn = featureGates.value?.KubeletEnsureSecretPulledImages !== false
  return {
    imageMinimumGCAge: unlessZero(read(fields, 'imageMinimumGCAge', toNanoseconds, 2n * MINUTE), 0n, 2n * MINUTE),
    imageMaximumGCAge: read(fields, 'imageMaximumGCAge', toNanoseconds, 0n),
    imageGCHighThresholdPercent: read(fields, 'imageGCHighThresholdPercent', toInt32, 85),
    imageGCLowThresholdPercent: read(fields, 'imageGCLowThresholdPercent', toInt32, 80),
    evictionHard: read<JsonMap | null>(fields, 'evictionHard', toMap, null),
    mergeDefaultEvictionSettings: read(fields, 'mergeDefaultEvictionSettings', toBoolean, false),
    registryPullQPS: read(fields, 'registryPullQPS', toInt32, 5),
    registryBurst: unlessZero(read(fields, 'registryBurst', toInt32, 10), 0, 10),
    serializeImagePulls: readSerialize(fields, maxParallelImagePulls.value),
    maxParallelImagePulls,
    imagePullCredentialsVerificationPolicy: readPolicy(fields, isVerificationOn),
    preloadedImagesVerificationAllowlist: read(fields, 'preloadedImagesVerificationAllowlist', toStrings, []),
    nodeStatusMaxImages: read(fields, 'nodeStatusMaxImages', toInt32, 50),
    featureGates,
  }
}

function readSerialize(fields: KubeletFields, maxParallel: number | null | undefined): Setting<boolean> {
  const setting = read(fields, 'serializeImagePulls', toBoolean, maxParallel === null || (maxParallel ?? 0) < 2)
  return setting.isWritten || maxParallel !== undefined ? setting : { ...setting, value: undefined }
}

function readPolicy(fields: KubeletFields, isVerificationOn: boolean): Setting<string> {
  const fallback = isVerificationOn ? 'NeverVerifyPreloadedImages' : ''
  return unlessZero(read(fields, 'imagePullCredentialsVerificationPolicy', toText, fallback), '', fallback)
}

function read<Value>(
  fields: KubeletFields,
  field: KubeletField,
  decode: (value: unknown) => Value | undefined,
  fallback: Value,
): Setting<Value> {
  const { value, at } = fields[field] ?? {}
  const isLeftOut = value === undefined || (value === null && FIELD_TYPES[field] !== 'duration')
  return { field, value: isLeftOut ? fallback : decode(value), isWritten: !isLeftOut, at }
}

function unlessZero<Value>(setting: Setting<Value>, zero: Value, fallback: Value): Setting<Value> {
  return setting.value === zero ? { ...setting, value: fallback, isWritten: false } : setting
}
