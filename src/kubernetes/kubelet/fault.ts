import type { Place } from '../../source/place.ts'
import type { KubeletField } from './field.ts'
import { formatGoDuration } from './go-duration.ts'
import type { Setting } from './settings.ts'

/** Something for which the kubelet does not start. */
export interface KubeletFault {
  readonly rule: 'invalid-image-gc' | 'invalid-pull-config'
  readonly field: KubeletField
  /** Of the field, or of the one that it clashes with where the field itself is not written. */
  readonly at: Place | undefined
  /** Word for word what the kubelet logs. */
  readonly message: string
  /** The defaults that take part in the clash: `imageGCHighThresholdPercent defaults to 85`. */
  readonly defaults: readonly string[]
}

/** The fault, where there is one, about the first of the settings. `%v` stands for their values in turn, as Go prints them. */
export function check(
  isWrong: boolean,
  message: string,
  settings: readonly [Setting<unknown>, ...Setting<unknown>[]],
): readonly KubeletFault[] {
  if (!isWrong) return []
  const [{ field }] = settings
  const values = settings.map(({ value }) => (typeof value === 'bigint' ? formatGoDuration(value) : String(value)))
  return [
    {
      rule: ruleOf(field),
      field,
      at: settings.find(({ isWritten }) => isWritten)?.at,
      message: `invalid configuration: ${message.split('%v').reduce((said, part, index) => `${said}${values[index - 1] ?? ''}${part}`)}`,
      defaults: settings.flatMap((setting, index) => (setting.isWritten ? [] : [`${setting.field} defaults to ${values[index]}`])),
    },
  ]
}

/** The rule that speaks of a field. */
export function ruleOf(field: KubeletField): KubeletFault['rule'] {
  return IMAGE_GC_FIELDS.has(field) ? 'invalid-image-gc' : 'invalid-pull-config'
}

const IMAGE_GC_FIELDS: ReadonlySet<KubeletField> = new Set([
  'imageMinimumGCAge',
  'imageMaximumGCAge',
  'imageGCHighThresholdPercent',
  'imageGCLowThresholdPercent',
  'evictionHard',
  'mergeDefaultEvictionSettings',
] as const)
