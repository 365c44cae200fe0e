import { describe, expect, test } from '@jest/globals'
import {
  findDroppedEvictionDefaults,
  isImageGcOff,
  KUBELET_FIELDS,
  type KubeletField,
  type KubeletFields,
  validateKubeletConfig,
} from '../../../src/kubernetes/kubelet-config.ts'
import type { Place } from '../../../src/source/place.ts'
import { describeWithShared, readSharedJson } from '../../shared.ts'

type Written = Readonly<Partial<Record<KubeletField, unknown>>>

function write(values: Written): KubeletFields {
  return Object.fromEntries(Object.entries(values).map(([field, value]) => [field, { value }]))
}

function messagesFor(values: Written): readonly string[] {
  return validateKubeletConfig(write(values)).map(({ message }) => message)
}

const INVALID = 'invalid configuration: '
const ORDER = (low: number, high: number) =>
  `${INVALID}imageGCLowThresholdPercent (--image-gc-low-threshold) ${low} must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) ${high}`

describe('what the kubelet accepts', () => {
  test.each<[string, Written]>([
    ['nothing', {}],
    [
      'its own defaults',
      {
        imageGCHighThresholdPercent: 85,
        imageGCLowThresholdPercent: 80,
        imageMinimumGCAge: '2m',
        imageMaximumGCAge: '0s',
        registryPullQPS: 5,
        registryBurst: 10,
      },
    ],
    ['null for what may be left out', { imageGCHighThresholdPercent: null, maxParallelImagePulls: null, evictionHard: null }],
    ['thresholds next to each other', { imageGCHighThresholdPercent: 1, imageGCLowThresholdPercent: 0 }],
    ['no limit of pulls', { registryPullQPS: 0 }],
    ['a burst of zero, which is the default', { registryBurst: 0 }],
    ['a greatest age above the default minimum', { imageMaximumGCAge: '2m1s' }],
    ['a minimum age of zero, which is the default', { imageMinimumGCAge: '0s', imageMaximumGCAge: '3m' }],
    ['parallel pulls without a word on serial ones', { maxParallelImagePulls: 3 }],
    ['one parallel pull, serially', { maxParallelImagePulls: 1, serializeImagePulls: true }],
    ['all images in the node’s status', { nodeStatusMaxImages: -1 }],
    [
      'an allowlist with its policy',
      { imagePullCredentialsVerificationPolicy: 'NeverVerifyAllowlistedImages', preloadedImagesVerificationAllowlist: ['quay.io/org/*'] },
    ],
    ['an empty allowlist', { preloadedImagesVerificationAllowlist: [] }],
    ['an empty policy, which is the default', { imagePullCredentialsVerificationPolicy: '' }],
    [
      'values that are filled in later',
      {
        imageGCHighThresholdPercent: '${HIGH}',
        imageGCLowThresholdPercent: 90,
        imageMinimumGCAge: '{{ .age }}',
        imageMaximumGCAge: '1s',
        maxParallelImagePulls: '${N}',
        serializeImagePulls: true,
        imagePullCredentialsVerificationPolicy: '${POLICY}',
        preloadedImagesVerificationAllowlist: ['x*'],
      },
    ],
  ])('%s', (_, values) => expect(messagesFor(values)).toEqual([]))
})

describe('image garbage collection that it refuses', () => {
  test.each<[Written, readonly string[]]>([
    [{ imageGCLowThresholdPercent: 85 }, [ORDER(85, 85)]],
    [{ imageGCHighThresholdPercent: 70 }, [ORDER(80, 70)]],
    [{ imageGCHighThresholdPercent: 80 }, [ORDER(80, 80)]],
    [{ imageGCHighThresholdPercent: 0, imageGCLowThresholdPercent: 0 }, [ORDER(0, 0)]],
    [
      { imageGCHighThresholdPercent: 101 },
      [`${INVALID}imageGCHighThresholdPercent (--image-gc-high-threshold) 101 must be between 0 and 100, inclusive`],
    ],
    [
      { imageGCLowThresholdPercent: -1 },
      [`${INVALID}imageGCLowThresholdPercent (--image-gc-low-threshold) -1 must be between 0 and 100, inclusive`],
    ],
    [
      { imageGCLowThresholdPercent: 120 },
      [`${INVALID}imageGCLowThresholdPercent (--image-gc-low-threshold) 120 must be between 0 and 100, inclusive`, ORDER(120, 85)],
    ],
    [{ imageMaximumGCAge: '1m' }, [`${INVALID}imageMaximumGCAge 1m0s must be greater than imageMinimumGCAge 2m0s`]],
    [{ imageMaximumGCAge: '2m' }, [`${INVALID}imageMaximumGCAge 2m0s must be greater than imageMinimumGCAge 2m0s`]],
    [
      { imageMinimumGCAge: '1h', imageMaximumGCAge: '30m' },
      [`${INVALID}imageMaximumGCAge 30m0s must be greater than imageMinimumGCAge 1h0m0s`],
    ],
    [{ imageMaximumGCAge: '-1h' }, [`${INVALID}imageMaximumGCAge -1h0m0s must not be negative`]],
    [
      { imageMaximumGCAge: '72h', featureGates: { ImageMaximumGCAge: false } },
      [`${INVALID}ImageMaximumGCAge feature gate is required for Kubelet configuration option imageMaximumGCAge`],
    ],
  ])('%j', (values, messages) => {
    const faults = validateKubeletConfig(write(values))
    expect(faults.map(({ message }) => message)).toEqual(messages)
    expect(new Set(faults.map(({ rule }) => rule))).toEqual(new Set(['invalid-image-gc']))
  })
})

describe('pulling that it refuses', () => {
  const OPTIONS = 'Valid options are "NeverVerify", "NeverVerifyPreloadedImages", "NeverVerifyAllowlistedImages" or "AlwaysVerify"'
  const GATE = 'must not be set if KubeletEnsureSecretPulledImages feature gate is not enabled'
  const off = { featureGates: { KubeletEnsureSecretPulledImages: false } }
  test.each<[Written, readonly string[]]>([
    [{ registryPullQPS: -1 }, ['registryPullQPS (--registry-qps) -1 must not be a negative number']],
    [{ registryBurst: -1 }, ['registryBurst (--registry-burst) -1 must not be a negative number']],
    [{ maxParallelImagePulls: 0 }, ['maxParallelImagePulls 0 must be a positive number']],
    [
      { maxParallelImagePulls: 2, serializeImagePulls: true },
      ['maxParallelImagePulls cannot be larger than 1 unless SerializeImagePulls (--serialize-image-pulls) is set to false'],
    ],
    [{ nodeStatusMaxImages: -2 }, ['nodeStatusMaxImages (--node-status-max-images) -2 must be -1 or greater']],
    [
      { imagePullCredentialsVerificationPolicy: 'neverVerify' },
      [`option "neverVerify" specified for imagePullCredentialsVerificationPolicy. ${OPTIONS}`],
    ],
    [
      { preloadedImagesVerificationAllowlist: ['quay.io/org/*'] },
      [
        'can\'t set `preloadedImagesVerificationAllowlist` if `imagePullCredentialsVertificationPolicy` is not "NeverVerifyAllowlistedImages"',
      ],
    ],
    [
      {
        imagePullCredentialsVerificationPolicy: 'NeverVerifyAllowlistedImages',
        preloadedImagesVerificationAllowlist: ['quay.io/a', 'nginx:1', '*'],
      },
      [
        'invalid image pattern in `preloadedImagesVerificationAllowlist`: neither tag nor digest is accepted in an image reference: nginx:1',
      ],
    ],
    [{ ...off, imagePullCredentialsVerificationPolicy: 'NeverVerify' }, [`\`imagePullCredentialsVerificationPolicy\` ${GATE}`]],
    [{ ...off, preloadedImagesVerificationAllowlist: ['quay.io/a'] }, [`\`preloadedImagesVerificationAllowlist\` ${GATE}`]],
    [off, []],
  ])('%j', (values, messages) => {
    const faults = validateKubeletConfig(write(values))
    expect(faults.map(({ message }) => message)).toEqual(messages.map(message => `${INVALID}${message}`))
    expect(faults.every(({ rule }) => rule === 'invalid-pull-config')).toBe(true)
  })
})

describe('values that it cannot decode', () => {
  const FIELD = 'Go struct field KubeletConfiguration.'
  test.each<[Written, string]>([
    [{ imageGCHighThresholdPercent: '85' }, `json: cannot unmarshal string into ${FIELD}imageGCHighThresholdPercent of type int32`],
    [{ imageGCHighThresholdPercent: '85%' }, `json: cannot unmarshal string into ${FIELD}imageGCHighThresholdPercent of type int32`],
    [{ imageGCHighThresholdPercent: 85.5 }, `json: cannot unmarshal number 85.5 into ${FIELD}imageGCHighThresholdPercent of type int32`],
    [{ registryPullQPS: 2 ** 31 }, `json: cannot unmarshal number 2147483648 into ${FIELD}registryPullQPS of type int32`],
    [{ serializeImagePulls: 'false' }, `json: cannot unmarshal string into ${FIELD}serializeImagePulls of type bool`],
    [
      { imagePullCredentialsVerificationPolicy: true },
      `json: cannot unmarshal bool into ${FIELD}imagePullCredentialsVerificationPolicy of type string`,
    ],
    [
      { preloadedImagesVerificationAllowlist: 'quay.io/a' },
      `json: cannot unmarshal string into ${FIELD}preloadedImagesVerificationAllowlist of type []string`,
    ],
    [
      { preloadedImagesVerificationAllowlist: [1] },
      `json: cannot unmarshal number into ${FIELD}preloadedImagesVerificationAllowlist of type string`,
    ],
    [{ evictionHard: ['imagefs.available<15%'] }, `json: cannot unmarshal array into ${FIELD}evictionHard of type map[string]string`],
    [{ evictionHard: { 'imagefs.available': 15 } }, `json: cannot unmarshal number into ${FIELD}evictionHard of type string`],
    [{ featureGates: { ImageMaximumGCAge: 'true' } }, `json: cannot unmarshal string into ${FIELD}featureGates of type bool`],
    [{ imageMinimumGCAge: 120 }, 'json: cannot unmarshal number into Go value of type string'],
    [{ imageMinimumGCAge: null }, 'time: invalid duration ""'],
    [{ imageMaximumGCAge: '7d' }, 'time: unknown unit "d" in duration "7d"'],
    [{ imageMaximumGCAge: '168' }, 'time: missing unit in duration "168"'],
  ])('%j', (values, message) => expect(messagesFor(values)).toEqual([message]))
})

describe('where a fault is said to be', () => {
  const at = (line: number): Place => ({ start: 0, end: 1, line, column: 1, endLine: line, endColumn: 2, excerpt: '' })

  test('at the field that is written, with the default that it clashes with', () => {
    expect(validateKubeletConfig({ imageGCHighThresholdPercent: { value: 70, at: at(3) } })).toEqual([
      {
        rule: 'invalid-image-gc',
        field: 'imageGCLowThresholdPercent',
        at: at(3),
        message: ORDER(80, 70),
        defaults: ['imageGCLowThresholdPercent defaults to 80'],
      },
    ])
  })

  test('at the first of two that are written', () => {
    const [fault] = validateKubeletConfig({
      imageGCHighThresholdPercent: { value: 70, at: at(3) },
      imageGCLowThresholdPercent: { value: 75, at: at(4) },
    })
    expect(fault).toMatchObject({ at: at(4), defaults: [] })
  })
})

describe('image garbage collection is off', () => {
  test.each<[Written, boolean]>([
    [{ imageGCHighThresholdPercent: 100 }, true],
    [{ imageGCHighThresholdPercent: 100, imageMaximumGCAge: '0s' }, true],
    [{ imageGCHighThresholdPercent: 100, imageMaximumGCAge: '168h' }, false],
    [{ imageGCHighThresholdPercent: 99 }, false],
    [{ imageGCHighThresholdPercent: '${HIGH}' }, false],
    [{ imageGCHighThresholdPercent: 100, imageMaximumGCAge: '${AGE}' }, false],
    [{}, false],
  ])('%j: %s', (values, expected) => expect(isImageGcOff(write(values))).toBe(expected))
})

describe('eviction signals of the image file system that are dropped', () => {
  const BOTH = ['imagefs.available', 'imagefs.inodesFree']
  test.each<[Written, readonly string[]]>([
    [{}, []],
    [{ evictionHard: null }, []],
    [{ evictionHard: { 'memory.available': '200Mi' } }, BOTH],
    [{ evictionHard: {} }, BOTH],
    [{ evictionHard: { 'imagefs.available': '15%' } }, ['imagefs.inodesFree']],
    [{ evictionHard: { 'imagefs.available': '15%', 'imagefs.inodesFree': '5%' } }, []],
    [{ evictionHard: { 'memory.available': '200Mi' }, mergeDefaultEvictionSettings: true }, []],
    [{ evictionHard: { 'memory.available': '200Mi' }, mergeDefaultEvictionSettings: false }, BOTH],
    [{ evictionHard: { 'memory.available': '200Mi' }, mergeDefaultEvictionSettings: '${MERGE}' }, []],
  ])('%j: %j', (values, signals) => expect(findDroppedEvictionDefaults(write(values))).toEqual(signals))
})

interface ImageFieldsTable {
  readonly baseConfig: Written
  readonly cases: readonly { readonly name: string; readonly input: Written; readonly expect: { readonly errorContains: string | null } }[]
}

describeWithShared('each row of kubelet-config-image-fields.json', () => {
  const table = readSharedJson('oracle/kubernetes/kubelet-config-image-fields.json') as ImageFieldsTable | undefined

  test.each((table?.cases ?? []).map(row => [row.name, row] as const))('%s', (_, { input, expect: { errorContains } }) => {
    const messages = messagesFor({ ...table?.baseConfig, ...input }).map(message => message.toLowerCase())
    if (errorContains === null) expect(messages).toEqual([])
    else expect(messages).toContain(errorContains.toLowerCase())
  })

  test('what the table starts from is valid', () => expect(messagesFor(table?.baseConfig ?? {})).toEqual([]))
})

interface FieldsTable {
  readonly fields: readonly { readonly field: string; readonly default?: unknown; readonly validation?: unknown }[]
}

describeWithShared('each row of kubelet-config-fields.json', () => {
  const { fields } = (readSharedJson('oracle/kubernetes/kubelet-config-fields.json') as FieldsTable | undefined) ?? { fields: [] }
  const NOT_ABOUT_PULLS = [
    'evictionMinimumReclaim',
    'runtimeRequestTimeout',
    'crashLoopBackOff.maxContainerRestartPeriod',
    '(flag) --image-pull-progress-deadline',
  ]

  test.each(fields.map(({ field }) => field).filter(field => !NOT_ABOUT_PULLS.includes(field)))('%s is looked at', field => {
    expect(KUBELET_FIELDS).toContain(field)
  })

  test('a field that is not looked at has no validation', () => {
    expect(fields.filter(({ field, validation }) => NOT_ABOUT_PULLS.includes(field) && validation !== undefined)).toEqual([])
  })

  test('the defaults that it writes as values are accepted', () => {
    const defaults = fields.filter(
      ({ field, default: value }) => KUBELET_FIELDS.some(known => known === field) && ['number', 'boolean'].includes(typeof value),
    )
    expect(defaults.length).toBeGreaterThan(4)
    expect(messagesFor(Object.fromEntries(defaults.map(row => [row.field, row.default])))).toEqual([])
  })

  test.each<[string, Written, string]>([
    ['imageMaximumGCAge', { imageMaximumGCAge: '-1s' }, 'imageMaximumGCAge -1s must not be negative'],
    ['imageMaximumGCAge', { imageMaximumGCAge: '1s' }, 'imageMaximumGCAge 1s must be greater than imageMinimumGCAge 2m0s'],
    [
      'imageGCLowThresholdPercent',
      { imageGCLowThresholdPercent: 99 },
      'imageGCLowThresholdPercent (--image-gc-low-threshold) 99 must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) 85',
    ],
    ['maxParallelImagePulls', { maxParallelImagePulls: 0 }, 'maxParallelImagePulls 0 must be a positive number'],
  ])('%s %j is refused with the words of the table', (field, values, message) => {
    expect(messagesFor(values)).toEqual([`${INVALID}${message}`])
    const words = JSON.stringify(fields.find(row => row.field === field)?.validation)
    const said = message
      .replace(field, '')
      .replace(/-?\d+m?\d*s?/g, '')
      .split(/\s{2,}/)
      .map(part => part.trim())
      .filter(part => part !== '')
    for (const part of said) expect(words).toContain(part)
  })
})
