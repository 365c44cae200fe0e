import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { canRun, formatPlatform, isSamePlatform, normalizePlatform, type Platform, parsePlatform } from '../../../src/oci/platform.ts'

describe('a platform', () => {
  test.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['linux/amd64/v2', 'linux/amd64/v2'],
    ['linux/x86_64', 'linux/amd64'],
    ['linux/x86-64', 'linux/amd64'],
    ['Linux/X86_64', 'linux/amd64'],
    ['linux/i386', 'linux/386'],
    ['linux/arm64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/8', 'linux/arm64'],
    ['linux/arm64/v9', 'linux/arm64/v9'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/aarch64/v8', 'linux/arm64'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/arm/7', 'linux/arm/v7'],
    ['linux/arm/v6', 'linux/arm/v6'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6'],
    ['linux/s390x', 'linux/s390x'],
    ['linux/ppc64le/power9', 'linux/ppc64le/power9'],
    ['windows/amd64', 'windows/amd64'],
    ['macos/arm64', 'darwin/arm64'],
    ['linux/constructor', 'linux/constructor'],
  ])('%s is %s', (text, normal) => {
    const platform = parsePlatform(text)
    expect(platform && formatPlatform(platform)).toBe(normal)
  })

  test('has no variant where its normal form has none', () => {
    expect(parsePlatform('linux/arm64/v8')).toStrictEqual({ os: 'linux', architecture: 'arm64' })
    expect(parsePlatform('linux/arm')).toStrictEqual({ os: 'linux', architecture: 'arm', variant: 'v7' })
  })

  test.each([
    '',
    'amd64',
    'linux',
    'linux/',
    '/amd64',
    'linux/amd64/',
    'linux//v8',
    'linux/arm64/v8/x',
    'linux/arm64/v8/',
    'linux /amd64',
    'linux/amd64\n',
    'linux/*',
    'windows(10.0.17763)/amd64',
    'linux,amd64',
  ])('%j is none', text => expect(parsePlatform(text)).toBeUndefined())

  test('of any text is in normal form, and survives being written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), platformText()), text => {
        const platform = parsePlatform(text)
        if (platform === undefined) return
        expect(normalizePlatform(platform)).toEqual(platform)
        expect(parsePlatform(formatPlatform(platform))).toEqual(platform)
        expect(canRun(platform, platform)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('written as it came', () => {
  test.each<[Platform, string]>([
    [{ os: 'linux', architecture: 'arm64', variant: 'v8' }, 'linux/arm64/v8'],
    [{ os: 'linux', architecture: 'amd64', variant: '' }, 'linux/amd64'],
  ])('%j → %s', (platform, text) => expect(formatPlatform(platform)).toBe(text))
})

describe('one platform in two spellings', () => {
  test.each([
    ['linux/arm64', 'linux/arm64/v8', true],
    ['linux/aarch64', 'linux/arm64/v8', true],
    ['linux/arm', 'linux/arm/v7', true],
    ['linux/amd64', 'linux/amd64/v1', true],
    ['linux/arm64', 'linux/arm', false],
    ['linux/arm/v6', 'linux/arm/v7', false],
    ['linux/amd64', 'windows/amd64', false],
  ])('%s and %s: %s', (one, other, expected) => expect(isSamePlatform(asWritten(one), asWritten(other))).toBe(expected))
})

describe('a node and an image', () => {
  test.each([
    ['linux/amd64', 'linux/amd64', true],
    ['linux/amd64', 'linux/amd64/v1', true],
    ['linux/amd64', 'linux/amd64/v2', false],
    ['linux/amd64/v3', 'linux/amd64/v2', true],
    ['linux/amd64/v3', 'linux/amd64', true],
    ['linux/amd64', 'linux/386', true],
    ['linux/386', 'linux/amd64', false],
    ['linux/amd64', 'linux/arm64', false],
    ['linux/amd64', 'windows/amd64', false],
    ['linux/arm64', 'linux/arm64/v8', true],
    ['linux/arm64/v8', 'linux/arm64', true],
    ['linux/arm64', 'linux/arm64/v9', false],
    ['linux/arm64/v9', 'linux/arm64', true],
    ['linux/arm64/v8.2', 'linux/arm64/v8.10', false],
    ['linux/arm64/v8.10', 'linux/arm64/v8.2', true],
    ['linux/arm64/v9', 'linux/arm64/v8.9', true],
    ['linux/arm64', 'linux/arm', true],
    ['linux/arm64', 'linux/arm/v6', true],
    ['linux/arm64', 'linux/arm/v9', false],
    ['linux/arm/v7', 'linux/arm/v6', true],
    ['linux/arm', 'linux/armel', true],
    ['linux/arm/v6', 'linux/arm', false],
    ['linux/arm', 'linux/arm64', false],
    ['linux/s390x', 'linux/s390x', true],
    ['linux/ppc64le', 'linux/ppc64le/power9', false],
    ['linux/ppc64le/power9', 'linux/ppc64le', true],
    ['linux/amd64', 'unknown/unknown', false],
  ])('%s runs %s: %s', (node, image, expected) => expect(canRun(asWritten(node), asWritten(image))).toBe(expected))
})

function platformText(): fc.Arbitrary<string> {
  const architecture = fc.constantFrom('amd64', 'x86_64', 'arm', 'arm64', 'armhf', 'armel', 'i386', 'riscv64')
  return fc
    .tuple(fc.constantFrom('linux', 'windows', 'macOS'), architecture, fc.constantFrom('', '/v1', '/v7', '/7', '/v8', '/8', '/v8.2'))
    .map(([os, name, variant]) => `${os}/${name}${variant}`)
}

/** The parts as a registry's index would hold them: nothing normalised. */
function asWritten(text: string): Platform {
  const [os = '', architecture = '', variant] = text.split('/')
  return { os, architecture, ...(variant && { variant }) }
}
