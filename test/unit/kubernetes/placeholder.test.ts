import { describe, expect, test } from '@jest/globals'
import { findPlaceholder, matchesGlob } from '../../../src/kubernetes/placeholder.ts'
import { ownMilliseconds } from '../../own-work.ts'
import { findContainers, findOf, objectWith } from './manifest.ts'

describe('images that something else fills in', () => {
  test.each([
    ['$IMAGE', 'template'],
    ['${IMAGE}', 'template'],
    ['${REGISTRY}/app:1.0', 'template'],
    ['app:${TAG:-latest}', 'template'],
    ['$(params.image)', 'template'],
    ['{{ .Values.image }}', 'template'],
    ['app:{{inputs.parameters.tag}}', 'template'],
    ['ko://example.com/cmd/app', 'build-marker'],
    ['<image>', 'build-marker'],
    ['<your-registry/app:tag>', 'build-marker'],
    ['{IMAGE}', 'build-marker'],
    ['REPLACE_ME', 'build-marker'],
    ['example.com/app:REPLACE_ME', 'build-marker'],
    ['CHANGEME', 'build-marker'],
    ['app:CHANGE_ME', 'build-marker'],
    ['nginx', undefined],
    ['nginx:latest', undefined],
    ['replace-me', undefined],
    ['image_placeholder', undefined],
    ['app:__TAG__', undefined],
    ['app:<tag>', undefined],
    ['app:{TAG}', undefined],
    ['', undefined],
  ])('%j: %s', (text, expected) => {
    expect(findPlaceholder(text)).toBe(expected)
  })

  test('a template leaves the policy unknown, a build marker does not', async () => {
    const containers = await findContainers(
      objectWith('v1', 'Pod', 'spec.containers', [
        { name: 'template', image: 'app:$TAG' },
        { name: 'template-with-policy', image: 'app:$TAG', imagePullPolicy: 'Always' },
        { name: 'marker', image: 'ko://example.com/cmd/app' },
        { name: 'marker-at-tag', image: 'app:REPLACE_ME' },
      ]),
    )
    expect(containers.map(({ pullPolicy: { origin, effective } }) => [origin, effective])).toEqual([
      ['unknown', null],
      ['declared', 'Always'],
      ['defaulted', 'IfNotPresent'],
      ['defaulted', 'IfNotPresent'],
    ])
  })

  test('a build marker that is no reference is spoken of as information only', async () => {
    const findings = await findOf('invalid-image', objectWith('v1', 'Pod', 'spec.containers[0]', { name: 'app', image: '<image>' }))
    expect(findings.map(({ severity }) => severity)).toEqual(['info'])
  })

  test('configuration names its own markers, in place of the usual ones', async () => {
    const manifest = objectWith('v1', 'Pod', 'spec.containers', [
      { name: 'own', image: 'IMAGE_GOES_HERE' },
      { name: 'usual', image: '<image>' },
    ])
    const findings = await findOf('invalid-image', manifest, { buildMarkers: ['*_GOES_HERE'] })
    expect(findings.map(({ container, severity }) => [container, severity])).toEqual([
      ['own', 'info'],
      ['usual', 'error'],
    ])
  })
})

describe('a star in a marker is any run of characters', () => {
  test.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['*', '', true],
    ['a*', 'abc', true],
    ['*c', 'abc', true],
    ['a*c', 'ac', true],
    ['a*c', 'a', false],
    ['a*a', 'a', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c', false],
    ['*b*b*', 'ab', false],
    ['*b*b*', 'abab', true],
    ['a**c', 'abc', true],
    ['a.c', 'abc', false],
    ['', '', true],
    ['', 'a', false],
  ])('%j and %j: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected)
  })

  test('many stars over a long text take no long time', () => {
    const start = process.cpuUsage()
    expect(matchesGlob(`${'a*'.repeat(50)}b`, 'a'.repeat(200_000))).toBe(false)
    expect(ownMilliseconds(start)).toBeLessThan(1000)
  })
})
