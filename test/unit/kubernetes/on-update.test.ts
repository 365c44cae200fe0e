import { describe, expect, test } from '@jest/globals'
import { findPolicyOnUpdate, policyAfterUpdate, type UpdateMethod } from '../../../src/kubernetes/on-update.ts'
import { effectivePullPolicy, type PullPolicy } from '../../../src/kubernetes/pull-policy.ts'
import { reviewChange } from '../../../src/review.ts'
import { describeWithShared, readSharedJson } from '../../shared.ts'
import { objectWith } from './manifest.ts'

describe('the policy of an object that a manifest is brought over', () => {
  test.each<[string, PullPolicy, 'written before' | 'filled in before', string, string | null, UpdateMethod, PullPolicy | undefined]>([
    ['stays', 'IfNotPresent', 'filled in before', 'app:latest', null, 'client-side-apply', 'IfNotPresent'],
    ['stays', 'IfNotPresent', 'filled in before', 'app:latest', null, 'server-side-apply', 'IfNotPresent'],
    ['stays', 'IfNotPresent', 'filled in before', 'app:latest', '', 'helm3-upgrade', 'IfNotPresent'],
    ['stays', 'Always', 'filled in before', 'app:1.0', null, 'kubectl-set-image', 'Always'],
    ['is filled in anew', 'IfNotPresent', 'filled in before', 'app:latest', null, 'kubectl-replace', 'Always'],
    ['is filled in anew', 'Always', 'filled in before', 'app:1.0', null, 'put', 'IfNotPresent'],
    ['is filled in anew', 'Always', 'filled in before', 'app:1.0', null, 'delete-and-create', 'IfNotPresent'],
    ['is filled in anew', 'Always', 'filled in before', 'app:1.0', null, 'container-renamed-apply', 'IfNotPresent'],
    ['is removed, then filled in', 'Never', 'written before', 'app:latest', null, 'server-side-apply', 'Always'],
    ['is removed, then filled in', 'Never', 'written before', 'app:1.0', null, 'client-side-apply', 'IfNotPresent'],
    ['is the written one', 'Always', 'filled in before', 'app:1.0', 'Never', 'client-side-apply', 'Never'],
    ['is the written one', 'Always', 'written before', 'app:1.0', 'IfNotPresent', 'put', 'IfNotPresent'],
    ['is refused', 'Always', 'filled in before', 'app:1.0', 'never', 'client-side-apply', undefined],
  ])('%s: %s, %s, then %s with %j by %s → %s', (_, policy, written, image, next, method, expected) => {
    const live = { policy, wasPolicyWritten: written === 'written before' }
    expect(policyAfterUpdate(live, { image, policy: next }, method)).toBe(expected)
  })
})

describe('what an existing object keeps, where a new one gets another', () => {
  const revision = (image: string | null, policy: string | null = null) => ({
    written: { image, policy },
    effective: effectivePullPolicy({ image, policy }, 'api-server'),
  })

  test.each([
    ['app:1.0', 'app:latest', 'IfNotPresent'],
    ['app:1.0', 'app', 'IfNotPresent'],
    ['app:latest', 'app:1.0', 'Always'],
  ])('%s → %s: it keeps %s', (base, head, policy) => {
    expect(findPolicyOnUpdate(revision(base), revision(head))).toEqual({
      policy,
      because: `it was filled in from \`${base}\` when the object was created, and stays until it is written or the object is made anew`,
    })
  })

  test.each([
    ['both get the same', revision('app:1.0'), revision('app:1.1')],
    ['the head writes it', revision('app:1.0'), revision('app:latest', 'Always')],
    ['the base wrote it: leaving it out removes it', revision('app:1.0', 'IfNotPresent'), revision('app:latest')],
    ['the base’s image is filled in later', revision('$IMAGE'), revision('app:latest')],
    ['the head’s image is filled in later', revision('app:1.0'), revision('$IMAGE')],
    ['the head writes no image', revision('app:1.0'), revision(null)],
  ])('nothing is said where %s', (_, base, head) => {
    expect(findPolicyOnUpdate(base, head)).toBeUndefined()
  })
})

describe('which objects keep a policy through an update', () => {
  const IN_TEMPLATE = 'spec.template.spec.containers[0]'
  test.each([
    ['apps/v1', 'Deployment', IN_TEMPLATE, 'IfNotPresent'],
    ['apps/v1', 'StatefulSet', IN_TEMPLATE, 'IfNotPresent'],
    ['apps/v1', 'DaemonSet', IN_TEMPLATE, 'IfNotPresent'],
    ['apps/v1', 'ReplicaSet', IN_TEMPLATE, 'IfNotPresent'],
    ['v1', 'ReplicationController', IN_TEMPLATE, 'IfNotPresent'],
    ['v1', 'PodTemplate', 'template.spec.containers[0]', 'IfNotPresent'],
    ['batch/v1', 'CronJob', 'spec.jobTemplate.spec.template.spec.containers[0]', 'IfNotPresent'],
    ['batch/v1', 'Job', IN_TEMPLATE, null],
    ['v1', 'Pod', 'spec.containers[0]', 'IfNotPresent'],
    ['v1', 'Pod', 'spec.initContainers[0]', 'IfNotPresent'],
    ['v1', 'Pod', 'spec.ephemeralContainers[0]', null],
    ['argoproj.io/v1alpha1', 'Rollout', IN_TEMPLATE, null],
  ])('%s %s from app:1.0 to app:latest: %s keeps %s', async (apiVersion, kind, path, kept) => {
    const side = (image: string) => ({
      kind: 'bytes' as const,
      path: 'manifest.json',
      bytes: Buffer.from(JSON.stringify(objectWith(apiVersion, kind, path, { name: 'app', image }))),
    })
    const change = { base: 'a', head: 'b', scope: 'repository' as const }
    const { containers } = await reviewChange(change, [{ base: side('app:1.0'), head: side('app:latest') }])
    expect(containers.map(({ onUpdate }) => onUpdate?.effective ?? null)).toEqual([kept])
  })
})

interface UpdateRow {
  readonly name: string
  readonly input: {
    readonly livePolicy: PullPolicy
    readonly previousManifestOmittedPolicy: boolean
    readonly newImage: string
    readonly newManifestPolicy: string | null
    readonly method: UpdateMethod
  }
  readonly expect: { readonly policyAfter: string }
}

describeWithShared('the table of the shared oracle', () => {
  const table = readSharedJson('oracle/kubernetes/derived-policy-on-update.json') as { readonly cases: readonly UpdateRow[] } | undefined
  const rows = table?.cases ?? []

  test('is here', () => {
    expect(rows.length).toBeGreaterThan(10)
  })

  test.each(rows)('$name, by $input.method', ({ input, expect: { policyAfter } }) => {
    const live = { policy: input.livePolicy, wasPolicyWritten: !input.previousManifestOmittedPolicy }
    expect(policyAfterUpdate(live, { image: input.newImage, policy: input.newManifestPolicy }, input.method)).toBe(policyAfter)
  })
})
