import { checkCredentialVerification } from './kubelet/credential-check.ts'
import { check, type KubeletFault, ruleOf } from './kubelet/fault.ts'
import { findDecodingFault, KUBELET_FIELDS, type KubeletFields } from './kubelet/field.ts'
import { type KubeletSettings, readSettings, type Setting } from './kubelet/settings.ts'

export type { KubeletFault } from './kubelet/fault.ts'
export { KUBELET_FIELDS, type KubeletField, type KubeletFields } from './kubelet/field.ts'

/**
 * What the kubelet refuses in these fields once it has filled in its defaults. A value that is filled in later (`${X}`)
 * takes no part. Mirrors ValidateKubeletConfiguration,
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/apis/config/validation/validation.go
 */
export function validateKubeletConfig(fields: KubeletFields): readonly KubeletFault[] {
  const settings = readSettings(fields)
  return [...findDecodingFaults(fields), ...CHECKS.flatMap(findFaults => findFaults(settings))]
}

/** Whether the kubelet never removes an image for space or age: the high threshold is 100, and images have no greatest age. */
export function isImageGcOff(fields: KubeletFields): boolean {
  const { imageGCHighThresholdPercent, imageMaximumGCAge } = readSettings(fields)
  return imageGCHighThresholdPercent.value === 100 && imageMaximumGCAge.value === 0n
}

/**
 * The image file system's eviction signals that are off because `evictionHard` leaves them out: once it is written, each
 * default that it does not repeat is gone, unless `mergeDefaultEvictionSettings` is true.
 */
export function findDroppedEvictionDefaults(fields: KubeletFields): readonly string[] {
  const { evictionHard, mergeDefaultEvictionSettings } = readSettings(fields)
  const written = evictionHard.value
  if (!written || mergeDefaultEvictionSettings.value !== false) return []
  return IMAGE_EVICTION_SIGNALS.filter(signal => !Object.hasOwn(written, signal))
}

/** Linux has both by default, at 15% and 5%; elsewhere there is no count of inodes. */
const IMAGE_EVICTION_SIGNALS = ['imagefs.available', 'imagefs.inodesFree']

function findDecodingFaults(fields: KubeletFields): readonly KubeletFault[] {
  return KUBELET_FIELDS.flatMap(field => {
    const message = findDecodingFault(field, fields[field]?.value)
    return message === undefined ? [] : [{ rule: ruleOf(field), field, at: fields[field]?.at, message, defaults: [] }]
  })
}

type Check = (settings: KubeletSettings) => readonly KubeletFault[]

const CHECKS: readonly Check[] = [
  s => checkPercent(s.imageGCHighThresholdPercent, '--image-gc-high-threshold'),
  s => checkPercent(s.imageGCLowThresholdPercent, '--image-gc-low-threshold'),
  checkThresholdOrder,
  checkMaximumAge,
  s => checkNotNegative(s.registryBurst, '--registry-burst'),
  s => checkNotNegative(s.registryPullQPS, '--registry-qps'),
  checkParallelPulls,
  checkReportedImages,
  checkCredentialVerification,
]

function checkPercent(setting: Setting<number>, flag: string): readonly KubeletFault[] {
  const isOutside = isBelow(setting, 0) || (setting.value ?? 0) > 100
  return check(isOutside, `${setting.field} (${flag}) %v must be between 0 and 100, inclusive`, [setting])
}

function checkThresholdOrder(settings: KubeletSettings): readonly KubeletFault[] {
  const { imageGCLowThresholdPercent: low, imageGCHighThresholdPercent: high } = settings
  const isWrong = low.value !== undefined && high.value !== undefined && low.value >= high.value
  const flags = ['--image-gc-low-threshold', '--image-gc-high-threshold']
  return check(isWrong, `${low.field} (${flags[0]}) %v must be less than ${high.field} (${flags[1]}) %v`, [low, high])
}

function checkMaximumAge(settings: KubeletSettings): readonly KubeletFault[] {
  const { imageMaximumGCAge: maximum, imageMinimumGCAge: minimum, featureGates } = settings
  if (maximum.value === undefined) return []
  const isGateOff = featureGates.value?.ImageMaximumGCAge === false
  const isTooShort = maximum.value > 0n && minimum.value !== undefined && maximum.value <= minimum.value
  return [
    ...check(isGateOff && maximum.value !== 0n, MAXIMUM_AGE_GATE, [maximum]),
    ...check(maximum.value < 0n, 'imageMaximumGCAge %v must not be negative', [maximum]),
    ...check(isTooShort, 'imageMaximumGCAge %v must be greater than imageMinimumGCAge %v', [maximum, minimum]),
  ]
}

/** Kubelets since 1.35 refuse the gate itself, which is locked there. */
const MAXIMUM_AGE_GATE = 'ImageMaximumGCAge feature gate is required for Kubelet configuration option imageMaximumGCAge'

function checkNotNegative(setting: Setting<number>, flag: string): readonly KubeletFault[] {
  return check(isBelow(setting, 0), `${setting.field} (${flag}) %v must not be a negative number`, [setting])
}

function checkParallelPulls({ maxParallelImagePulls: max, serializeImagePulls: serialize }: KubeletSettings): readonly KubeletFault[] {
  if (typeof max.value !== 'number') return []
  const clash = 'maxParallelImagePulls cannot be larger than 1 unless SerializeImagePulls (--serialize-image-pulls) is set to false'
  return [
    ...check(max.value < 1, 'maxParallelImagePulls %v must be a positive number', [max]),
    ...check(max.value > 1 && serialize.value === true, clash, [max]),
  ]
}

function checkReportedImages({ nodeStatusMaxImages: most }: KubeletSettings): readonly KubeletFault[] {
  return check(isBelow(most, -1), 'nodeStatusMaxImages (--node-status-max-images) %v must be -1 or greater', [most])
}

function isBelow({ value }: Setting<number>, least: number): boolean {
  return value !== undefined && value < least
}
