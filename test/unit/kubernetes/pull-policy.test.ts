import { describe, expect, test } from '@jest/globals'
import { findPlaceholder } from '../../../src/kubernetes/placeholder.ts'
import { defaultPullPolicy, effectivePullPolicy, parsePullPolicy } from '../../../src/kubernetes/pull-policy.ts'
import { describeWithShared, readSharedJson } from '../../shared.ts'
import { findContainers, findOf, objectWith } from './manifest.ts'

const SHA256 = `sha256:${'0123456789abcdef'.repeat(4)}`
const SHA512 = `sha512:${'0123456789abcdef'.repeat(8)}`

describe('the policy that the API server fills in', () => {
  test.each([
    ['nginx', 'Always', 'no tag means latest'],
    ['nginx:latest', 'Always', 'the tag is latest'],
    ['nginx:1.27', 'IfNotPresent', 'a version'],
    ['nginx:1', 'IfNotPresent', 'a version of one number'],
    ['nginx:stable', 'IfNotPresent', 'a channel is not latest'],
    ['nginx:LATEST', 'IfNotPresent', 'case counts'],
    ['nginx:Latest', 'IfNotPresent', 'case counts'],
    ['nginx:latest-alpine', 'IfNotPresent', 'latest is only a part of the tag'],
    ['nginx:1-latest', 'IfNotPresent', 'latest is only a part of the tag'],
    [`nginx@${SHA256}`, 'IfNotPresent', 'a digest stands in for the tag'],
    [`nginx:1.27@${SHA256}`, 'IfNotPresent', 'tag and digest'],
    [`nginx:latest@${SHA256}`, 'Always', 'the tag decides, whatever the digest'],
    [`nginx@${SHA512}`, 'IfNotPresent', 'a sha512 digest'],
    ['registry.example.com:5000/app', 'Always', 'a port is no tag'],
    ['registry.example.com:5000/app:1', 'IfNotPresent', 'a port and a tag'],
    ['registry.example.com:5000', 'IfNotPresent', 'without a slash 5000 is a tag'],
    ['localhost/app', 'Always', 'a host of one word'],
    ['[::1]:5000/app', 'Always', 'an IPv6 host'],
    ['Example/app', 'Always', 'an upper-case first part is a host, and the reference a good one'],
    ['ghcr.io/Example/app', 'IfNotPresent', 'no reference: upper-case repository'],
    ['NGINX', 'IfNotPresent', 'no reference: upper-case repository'],
    ['nginx:', 'IfNotPresent', 'no reference: the tag is missing'],
    ['nginx@', 'IfNotPresent', 'no reference: the digest is missing'],
    ['https://registry.example.com/app', 'IfNotPresent', 'no reference: a scheme'],
    [' nginx', 'IfNotPresent', 'no reference: a space'],
    ['', 'IfNotPresent', 'no reference: nothing'],
    ['0123456789abcdef'.repeat(4), 'IfNotPresent', 'no reference: 64 hexadecimal digits'],
    ['sha256:0123', 'IfNotPresent', 'an image named sha256'],
  ])('%s → %s (%s)', (image, policy) => {
    expect(defaultPullPolicy(image)).toBe(policy)
  })
})

describe('the effective policy and where it comes from', () => {
  test.each([
    ['nginx', 'IfNotPresent', 'declared', 'IfNotPresent', 'it is written'],
    ['nginx:1.27', 'Always', 'declared', 'Always', 'it is written'],
    ['nginx:1.27', 'Never', 'declared', 'Never', 'it is written'],
    ['$IMAGE', 'Never', 'declared', 'Never', 'it is written'],
    [null, 'Always', 'declared', 'Always', 'it is written'],
    ['nginx', null, 'defaulted', 'Always', 'no policy is written, and no tag means `latest`'],
    ['nginx', '', 'defaulted', 'Always', 'no policy is written, and no tag means `latest`'],
    ['nginx:latest', null, 'defaulted', 'Always', 'no policy is written and the tag is `latest`'],
    [
      `nginx:latest@${SHA256}`,
      null,
      'defaulted',
      'Always',
      'no policy is written and the tag is `latest`: the digest does not change that',
    ],
    ['nginx:1.27', null, 'defaulted', 'IfNotPresent', 'no policy is written and the tag is not `latest`'],
    [`nginx:1.27@${SHA256}`, null, 'defaulted', 'IfNotPresent', 'no policy is written and the tag is not `latest`'],
    [`nginx@${SHA256}`, null, 'defaulted', 'IfNotPresent', 'no policy is written, and a digest without a tag counts as not `latest`'],
    ['NGINX', null, 'defaulted', 'IfNotPresent', 'no policy is written, and what is no image reference counts as not `latest`'],
    [
      'ko://example.com/cmd/app',
      null,
      'defaulted',
      'IfNotPresent',
      'no policy is written, and what is no image reference counts as not `latest`',
    ],
    ['nginx', 'always', 'invalid', null, 'the API server accepts only Always, IfNotPresent and Never, spelled so'],
    ['nginx', 'Always ', 'invalid', null, 'the API server accepts only Always, IfNotPresent and Never, spelled so'],
    ['nginx', 'true', 'invalid', null, 'the API server accepts only Always, IfNotPresent and Never, spelled so'],
    ['nginx', '${POLICY}', 'unknown', null, 'the policy is filled in later'],
    ['nginx', '{{ .Values.pullPolicy }}', 'unknown', null, 'the policy is filled in later'],
    ['$IMAGE', null, 'unknown', null, 'the image is filled in later, and no policy is written: the tag that is filled in decides'],
    [
      'nginx:{{ .tag }}',
      null,
      'unknown',
      null,
      'the image is filled in later, and no policy is written: the tag that is filled in decides',
    ],
    [null, null, 'none', null, 'neither an image nor a policy is written here: what this is laid over decides'],
  ])('%j with %j: %s, %s, because %s', (image, policy, origin, effective, because) => {
    const found = effectivePullPolicy({ image, policy }, 'api-server')
    expect([found.origin, 'policy' in found ? found.policy : null, found.because]).toEqual([origin, effective, because])
  })

  test('a default in a custom resource says who fills it in', () => {
    expect(effectivePullPolicy({ image: 'nginx', policy: null }, 'controller')).toEqual({
      origin: 'defaulted',
      policy: 'Always',
      because:
        'no policy is written, and no tag means `latest`; filled in when a controller makes the Pod, since the API server does not default custom resources',
    })
  })
})

test.each([
  ['Always', 'Always'],
  ['IfNotPresent', 'IfNotPresent'],
  ['Never', 'Never'],
  ['always', undefined],
  ['IfNotpresent', undefined],
  ['Never\n', undefined],
  ['', undefined],
])('as a written policy %j is %s', (text, policy) => {
  expect(parsePullPolicy(text)).toBe(policy)
})

describe('how nothing is written', () => {
  test.each([
    ['the key is left out', ''],
    ['null', ', imagePullPolicy: null'],
    ['a tilde', ', imagePullPolicy: ~'],
    ['no value', ', imagePullPolicy:'],
    ['an empty string', ', imagePullPolicy: ""'],
  ])('%s: the policy is defaulted, and none is reported as written', async (_, policy) => {
    const [container] = await findContainers(
      `{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: nginx${policy}}]}}`,
    )
    expect(container?.pullPolicy).toMatchObject({ written: null, at: null, effective: 'Always', origin: 'defaulted' })
  })
})

interface PolicyRow {
  readonly kind: string
  readonly input: {
    readonly image: string
    readonly imagePullPolicy?: string | null
    readonly kind?: string
    readonly path?: string
    readonly container?: { readonly image: string }
  }
  readonly expect: {
    readonly imagePullPolicy?: string
    readonly apiError?: string
    readonly apiServerAcceptsTemplate?: boolean
    readonly apiServerAcceptsPod?: boolean
    readonly kubeletReason?: string | null
  }
}

function rowsOf(table: string): readonly PolicyRow[] {
  const read = readSharedJson(`oracle/kubernetes/${table}.json`) as { readonly cases: readonly PolicyRow[] } | undefined
  return read?.cases ?? []
}

describeWithShared('the tables of the shared oracle', () => {
  const derived = rowsOf('derived-pull-policy')
  const core = rowsOf('core-pull-policy')

  test('are here', () => {
    expect(derived.length).toBeGreaterThan(60)
    expect(core.length).toBe(5)
  })

  test.each(core.filter(({ kind }) => kind === 'defaulting'))('a $input.kind’s $input.path gets $expect.imagePullPolicy', async row => {
    const { kind = '', path = '', container } = row.input
    const [found] = await findContainers(objectWith('v1', kind, path, container))
    expect(found?.pullPolicy.effective).toBe(row.expect.imagePullPolicy)
  })

  test.each([...core.filter(({ kind }) => kind !== 'defaulting'), ...derived.filter(({ expect }) => expect.imagePullPolicy !== undefined)])(
    '$input.image with $input.imagePullPolicy → $expect.imagePullPolicy',
    ({ input: { image, imagePullPolicy = null }, expect: { imagePullPolicy: expected } }) => {
      if (!imagePullPolicy) expect(defaultPullPolicy(image)).toBe(expected)
      const effective = effectivePullPolicy({ image, policy: imagePullPolicy }, 'api-server')
      if (findPlaceholder(image) === 'template') expect(effective.origin).toBe('unknown')
      else expect(effective).toMatchObject({ policy: expected })
    },
  )

  test.each(derived.filter(({ expect }) => expect.apiError !== undefined))(
    '$input.imagePullPolicy is refused: $expect.apiError',
    async ({ input: { image, imagePullPolicy }, expect: { apiError = '' } }) => {
      const pod = objectWith('v1', 'Pod', 'spec.containers[0]', { name: 'app', image, imagePullPolicy })
      const [finding] = await findOf('unsupported-pull-policy', pod)
      const supported = apiError.slice(apiError.indexOf('supported values'))
      expect(finding?.message).toContain(`\`${imagePullPolicy}\``)
      expect(finding?.message).toContain(supported)
    },
  )

  test.each(derived.filter(({ expect }) => expect.kubeletReason !== undefined))(
    'image $input.image: a Pod and a template of it are spoken of as the API server and the kubelet would',
    async ({ input: { image }, expect: { apiServerAcceptsPod, apiServerAcceptsTemplate, kubeletReason } }) => {
      const container = { name: 'app', image }
      const [inPod] = await findOf('invalid-image', objectWith('v1', 'Pod', 'spec.containers[0]', container))
      const [inTemplate] = await findOf('invalid-image', objectWith('apps/v1', 'Deployment', 'spec.template.spec.containers[0]', container))
      const isSilent = kubeletReason === null || findPlaceholder(image) === 'template'
      expect([inPod !== undefined, inTemplate !== undefined]).toEqual([!isSilent, !isSilent])
      if (isSilent) return
      expect(inPod?.message.includes('the API server refuses')).toBe(!apiServerAcceptsPod)
      expect(inTemplate?.message.includes('the API server refuses')).toBe(!apiServerAcceptsTemplate)
      if (apiServerAcceptsPod) expect(`${inPod?.message} ${inPod?.help}`).toContain(kubeletReason)
    },
  )
})
