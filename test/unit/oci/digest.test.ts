import { describe, expect, test } from '@jest/globals'
import { parseDigest } from '../../../src/oci/digest.ts'
import { digestError, isDigestShaped } from '../../../src/oci/digest-grammar.ts'

const hex = (length: number) => 'a'.repeat(length)

describe('a digest', () => {
  test.each([`sha256:${hex(64)}`, `sha384:${hex(96)}`, `sha512:${hex(128)}`, `sha256:${'0123456789abcdef'.repeat(4)}`])('%s', text =>
    expect(parseDigest(text)).toBe(text),
  )

  test.each([
    '',
    'sha256:',
    hex(64),
    `:${hex(64)}`,
    `sha256:${hex(63)}`,
    `sha256:${hex(65)}`,
    `sha256:${hex(96)}`,
    `sha256:${hex(63)}A`,
    `sha256:${hex(63)}g`,
    `sha256:${hex(63)}\n`,
    `sha256:${hex(64)}\n`,
    ` sha256:${hex(64)}`,
    `SHA256:${hex(64)}`,
    `sha256:sha256:${hex(57)}`,
    `md5:${hex(32)}`,
    'constructor:',
  ])('%j is none', text => expect(parseDigest(text)).toBeUndefined())
})

describe("a digest's shape, which the reference's grammar asks for first", () => {
  test.each([`sha256:${hex(32)}`, `SHA256:${hex(64)}`, `sha256:${'A'.repeat(64)}`, `a.b+c-d_e1:${hex(32)}`])('%s has it', text =>
    expect(isDigestShaped(text)).toBe(true),
  )

  test.each([
    '',
    ':',
    'sha256',
    `sha256:${hex(31)}`,
    `sha256:${hex(32)}g`,
    `1a:${hex(32)}`,
    `a.:${hex(32)}`,
    `a..b:${hex(32)}`,
    `a.1:${hex(32)}`,
    `:${hex(32)}`,
  ])('%j has not', text => expect(isDigestShaped(text)).toBe(false))
})

describe("go-digest's answer", () => {
  test.each([
    [`sha256:${hex(32)}`, 'invalid checksum digest length'],
    [`sha512:${hex(64)}`, 'invalid checksum digest length'],
    [`sha256:${'A'.repeat(64)}`, 'invalid checksum digest format'],
    [`sha256:${'A'.repeat(63)}`, 'invalid checksum digest length'],
    [`md5:${hex(32)}`, 'unsupported digest algorithm'],
    [`Sha256:${hex(64)}`, 'invalid checksum digest format'],
  ])('%s: %s', (text, error) => expect(digestError(text)).toBe(error))
})
