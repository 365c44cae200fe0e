import { describe, expect, test } from '@jest/globals'
import {
  type CredentialVerificationPolicy,
  parseAllowlistPattern,
  verifiesCredentials,
} from '../../../../src/kubernetes/kubelet/credential-verification.ts'
import { describeWithShared, readSharedJson } from '../../../shared.ts'

describe('an entry of the allowlist', () => {
  test.each([
    ['quay.io/org/app', { kind: 'image', name: 'quay.io/org/app' }],
    ['docker.io/library/nginx', { kind: 'image', name: 'docker.io/library/nginx' }],
    ['quay.io/org/*', { kind: 'prefix', prefix: 'quay.io/org/' }],
    ['quay.io/*', { kind: 'prefix', prefix: 'quay.io/' }],
    ['nginx/*', { kind: 'prefix', prefix: 'nginx/' }],
  ])('%s', (pattern, expected) => expect(parseAllowlistPattern(pattern)).toEqual(expected))

  test.each([
    ['', 'the supplied pattern is too short: '],
    ['*', "not a valid wildcard pattern, only patterns ending with '/*' are allowed: *"],
    ['/*', 'at least registry hostname is required'],
    ['quay.io/x*', "not a valid wildcard pattern, only patterns ending with '/*' are allowed: quay.io/x*"],
    ['quay.io/*/app', "not a valid wildcard pattern, only patterns ending with '/*' are allowed: quay.io/*/app"],
    ['quay.io/*/*', "not a valid wildcard pattern, only patterns ending with '/*' are allowed: quay.io/*/*"],
    [' quay.io/org/app', 'leading/trailing spaces are not allowed:  quay.io/org/app'],
    ['quay.io/org/app:1', 'neither tag nor digest is accepted in an image reference: quay.io/org/app:1'],
    [
      `quay.io/org/app@sha256:${'a'.repeat(64)}`,
      `neither tag nor digest is accepted in an image reference: quay.io/org/app@sha256:${'a'.repeat(64)}`,
    ],
    ['nginx', 'neither tag nor digest is accepted in an image reference: nginx'],
    ['quay.io/', 'failed to parse as an image name: invalid reference format'],
  ])('%j is refused', (pattern, reason) => expect(parseAllowlistPattern(pattern)).toEqual({ kind: 'invalid-pattern', reason }))
})

describe('whether credentials are asked for an image that is on the node', () => {
  const pulled = { name: 'quay.io/org/app', wasPulledByKubelet: true }
  const preloaded = { name: 'quay.io/org/app', wasPulledByKubelet: false }
  test.each<[CredentialVerificationPolicy, readonly string[], typeof pulled, boolean]>([
    ['NeverVerify', [], pulled, false],
    ['NeverVerifyPreloadedImages', [], pulled, true],
    ['NeverVerifyPreloadedImages', [], preloaded, false],
    ['NeverVerifyAllowlistedImages', [], preloaded, true],
    ['NeverVerifyAllowlistedImages', ['quay.io/org/app'], pulled, false],
    ['NeverVerifyAllowlistedImages', ['quay.io/org/ap'], pulled, true],
    ['NeverVerifyAllowlistedImages', ['quay.io/org/*'], pulled, false],
    ['NeverVerifyAllowlistedImages', ['quay.io/o*'], pulled, true],
    ['AlwaysVerify', ['quay.io/org/app'], preloaded, true],
  ])('%s %j %j: %s', (policy, allowlist, image, expected) => {
    expect(verifiesCredentials(policy, allowlist.map(parseAllowlistPattern), image)).toBe(expected)
  })
})

interface Row {
  readonly name: string
  readonly kind: string
  readonly input: {
    readonly policy?: CredentialVerificationPolicy
    readonly image?: string
    readonly pullRecordsExist?: boolean
    readonly allowlist?: readonly string[]
  }
  readonly expect: { readonly verifyCredentials?: boolean; readonly absolutes?: number; readonly wildcards?: number; readonly error?: true }
}

describeWithShared('each row of kubelet-pullmanager-policies.json', () => {
  const rows =
    (readSharedJson('oracle/kubernetes/kubelet-pullmanager-policies.json') as { readonly cases: readonly Row[] } | undefined)?.cases ?? []

  test.each(rows.map(row => [`${row.kind}: ${row.name}`, row] as const))('%s', (_, { input, expect: expected }) => {
    const patterns = (input.allowlist ?? []).map(parseAllowlistPattern)
    expect(patterns.some(pattern => pattern.kind === 'invalid-pattern')).toBe(expected.error ?? false)
    const names = new Set(patterns.flatMap(pattern => (pattern.kind === 'image' ? [pattern.name] : [])))
    if (expected.absolutes !== undefined) expect(names.size).toBe(expected.absolutes)
    if (expected.wildcards !== undefined) expect(patterns.filter(pattern => pattern.kind === 'prefix')).toHaveLength(expected.wildcards)
    if (input.policy === undefined) return
    const image = { name: input.image ?? '', wasPulledByKubelet: input.pullRecordsExist ?? false }
    expect(verifiesCredentials(input.policy, patterns, image)).toBe(expected.verifyCredentials)
  })

  test('the table is there', () => expect(rows.length).toBeGreaterThan(10))
})
