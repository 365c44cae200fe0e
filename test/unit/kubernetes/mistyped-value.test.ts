import { describe, expect, test } from '@jest/globals'
import { findContainers, findOf } from './manifest.ts'

/** A Pod whose container has these fields. */
const pod = (fields: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: web, ${fields}}]}\n`
const custom = (fields: string) => `apiVersion: example.com/v1\nkind: Thing\nspec: {containers: [{name: web, ${fields}}]}\n`

describe('an image that is no text for kubectl, which reads YAML 1.1', () => {
  test.each([
    ['1.20', 'a number'],
    ['1', 'a number'],
    ['1_000', 'a number'],
    ['0x1F', 'a number'],
    ['1e3', 'a number'],
    ['yes', 'a boolean'],
    ['Off', 'a boolean'],
    ['true', 'a boolean'],
    ['[nginx]', 'a list'],
    ['{name: nginx}', 'a map'],
    ['!!int "12"', 'a number'],
  ])('%s is %s', async (written, type) => {
    const [finding] = await findOf('invalid-image', pod(`image: ${written}`))
    expect(finding?.message).toContain(`is ${type} where the image must be text`)
    const [container] = await findContainers(pod(`image: ${written}`))
    expect(container?.image?.isValid).toBe(false)
    expect(container?.pullPolicy).toMatchObject({ written: null, effective: null, origin: 'invalid' })
    expect(container?.pin.status).toBe('declined')
  })

  test.each(['"1.20"', "'yes'", '!!str 1.20', '2024-01-01', '1.20.3', 'nginx'])('%s is text', async written => {
    expect(await findOf('invalid-image', pod(`image: ${written}`))).toEqual([])
  })

  test.each(['~', 'null', '', '!!null ""'])('`%s` is nothing', async written => {
    const [container] = await findContainers(pod(`image: ${written}`))
    expect(container?.image).toBe(null)
  })

  test('a declared policy stays what it is', async () => {
    const [container] = await findContainers(pod('image: 1.20, imagePullPolicy: Never'))
    expect(container?.pullPolicy).toMatchObject({ effective: 'Never', origin: 'declared' })
  })

  test('in JSON as well', async () => {
    const manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'web', image: 1.2 }] } }
    expect(await findOf('invalid-image', manifest)).toHaveLength(1)
  })

  test('a marker that YAML takes for a map is a marker still', async () => {
    const [finding] = await findOf('invalid-image', pod('image: {IMAGE}'))
    expect(finding).toMatchObject({
      severity: 'info',
      message: expect.stringMatching(/^the API server refuses this as it stands, because `\{IMAGE\}`/),
    })
  })
})

describe('a policy that is no text', () => {
  test.each([
    ['1', '1', 'a number'],
    ['y', 'y', 'a boolean'],
    ['[Always]', '[Always]', 'a list'],
    ['{Always: x}', '{Always: x}', 'a map'],
  ])('%s', async (written, text, type) => {
    const manifest = pod(`image: nginx:1, imagePullPolicy: ${written}`)
    const [finding] = await findOf('unsupported-pull-policy', manifest)
    expect(finding?.message).toContain(`\`${text}\` is ${type} where the policy must be text`)
    const [container] = await findContainers(manifest)
    expect(container?.pullPolicy).toMatchObject({ written: text, effective: null, origin: 'invalid' })
  })

  test.each(['~', '""', 'null', ''])('`%s` is nothing, and the default holds', async written => {
    const [container] = await findContainers(pod(`image: nginx:1, imagePullPolicy: ${written}`))
    expect(container?.pullPolicy).toMatchObject({ written: null, effective: 'IfNotPresent', origin: 'defaulted' })
  })
})

describe('in a custom resource', () => {
  test('a number is refused in the Pods made from it', async () => {
    const [finding] = await findOf('invalid-image', custom('image: 1.20'))
    expect(finding?.message).toMatch(/^the API server refuses every Pod made from this/)
  })

  test('a map may be what its schema asks for', async () => {
    const [container] = await findContainers(custom('image: {repository: nginx, tag: v1}'))
    expect(container?.image).toBe(null)
  })
})

describe('pull secrets', () => {
  const withSecrets = (written: string) =>
    `apiVersion: v1\nkind: Pod\nspec: {imagePullSecrets: ${written}, containers: [{name: web, image: "a:1"}]}\n`

  test.each([
    ['[login]', 'the pull secret `login` is text and not a map'],
    ['[1]', 'the pull secret `1` is a number and not a map'],
    ['[[login]]', 'the pull secret `[login]` is a list and not a map'],
    ['[{name: 12}]', 'the pull secret’s name `12` is a number and not text'],
    ['login', '`imagePullSecrets` is text and not a list'],
    ['{name: login}', '`imagePullSecrets` is a map and not a list'],
  ])('%s is refused', async (written, said) => {
    const findings = await findOf('wrong-pull-secret', withSecrets(written))
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining(said)])
  })

  test.each(['[]', '~', '[~]', '[{name: "12"}]', '[{name: ""}]', '[{}]'])('%s is not', async written => {
    expect(await findOf('wrong-pull-secret', withSecrets(written))).toEqual([])
  })

  test('a custom resource may list plain names', async () => {
    const manifest = 'apiVersion: example.com/v1\nkind: Thing\nspec: {imagePullSecrets: [login], containers: [{name: web, image: "a:1"}]}\n'
    expect(await findOf('wrong-pull-secret', manifest)).toEqual([])
  })
})
