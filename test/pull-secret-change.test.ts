import { describe, expect, test } from '@jest/globals'
import { reviewChange } from '../src/review.ts'

const CHANGE = { base: 'a', head: 'b', scope: 'changed-lines' } as const

function pod(secrets: string, account = ''): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: app, image: "a:1"}]\n${secrets}${account}`
}

function serviceAccount(name: string, secrets: string): string {
  return `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}}\nimagePullSecrets: [${secrets}]\n`
}

const LIST = (...names: readonly string[]) => `  imagePullSecrets: [${names.map(name => `{name: ${name}}`).join(', ')}]\n`
const RUNS_AS = '  serviceAccountName: robot\n'

describe('whether a change gives a pod other pull secrets', () => {
  test.each([
    ['one is added', pod(''), pod(LIST('a')), true],
    ['one is taken away', pod(LIST('a')), pod(''), true],
    ['one is another', pod(LIST('a')), pod(LIST('b')), true],
    ['they are in another order', pod(LIST('a', 'b')), pod(LIST('b', 'a')), false],
    ['they stay and the image changes', pod(LIST('a')), pod(LIST('a')).replace('a:1', 'a:2'), false],
    ['the pod is new', null, pod(LIST('a')), false],
    [
      'its ServiceAccount gets one',
      pod('', RUNS_AS) + serviceAccount('robot', ''),
      pod('', RUNS_AS) + serviceAccount('robot', '{name: a}'),
      true,
    ],
    [
      'it runs as another ServiceAccount',
      pod('') + serviceAccount('robot', '{name: a}'),
      pod('', RUNS_AS) + serviceAccount('robot', '{name: a}'),
      true,
    ],
    [
      'the default ServiceAccount gets one',
      pod('') + serviceAccount('default', ''),
      pod('') + serviceAccount('default', '{name: a}'),
      true,
    ],
    ["another's ServiceAccount gets one", pod('') + serviceAccount('robot', ''), pod('') + serviceAccount('robot', '{name: a}'), false],
    [
      'its own list hides what its ServiceAccount gets',
      pod(LIST('a')) + serviceAccount('default', ''),
      pod(LIST('a')) + serviceAccount('default', '{name: b}'),
      false,
    ],
    [
      'its own list says what its ServiceAccount said',
      pod('') + serviceAccount('default', '{name: a}'),
      pod(LIST('a')) + serviceAccount('default', '{name: a}'),
      false,
    ],
  ])('%s', async (_name, base, head, expected) => {
    const side = (text: string | null) => (text === null ? null : ({ kind: 'bytes', path: 'web.yaml', bytes: Buffer.from(text) } as const))
    const { containers } = await reviewChange(CHANGE, [{ base: side(base), head: side(head) }])
    expect(containers.map(({ hasOtherPullSecrets }) => hasOtherPullSecrets)).toEqual([expected])
  })
})

describe('whether a ServiceAccount gives its Pods other pull secrets, though none is in sight', () => {
  test.each([
    ['one is added', serviceAccount('robot', ''), serviceAccount('robot', '{name: a}'), ['robot']],
    ['it is new with one', null, serviceAccount('robot', '{name: a}'), ['robot']],
    ['it is new without', null, serviceAccount('robot', ''), []],
    ['they are in another order', serviceAccount('robot', '{name: a}, {name: b}'), serviceAccount('robot', '{name: b}, {name: a}'), []],
  ])('%s', async (_name, base, head, expected) => {
    const side = (text: string | null) =>
      text === null ? null : ({ kind: 'bytes', path: 'robot.yaml', bytes: Buffer.from(text) } as const)
    const { changedAccounts } = await reviewChange(CHANGE, [{ base: side(base), head: side(head) }])
    expect(changedAccounts.map(({ name }) => name)).toEqual(expected)
  })
})
