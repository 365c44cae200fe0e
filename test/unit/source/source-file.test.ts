import { describe, expect, test } from '@jest/globals'
import { decodeSource } from '../../../src/source/source-file.ts'

const bytes = (...values: readonly number[]) => Uint8Array.from(values)
const utf8 = (text: string) => Uint8Array.from(Buffer.from(text, 'utf8'))
const utf16le = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le'))
const utf16be = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le').swap16())

describe('decoding', () => {
  test.each([
    ['UTF-8', utf8('a: é😀\r\n'), 'a: é😀\r\n', 'utf-8', false],
    ['UTF-8 with a byte order mark', utf8('\ufeffa: 1'), 'a: 1', 'utf-8', true],
    ['a second byte order mark, which is text', utf8('\ufeff\ufeffa'), '\ufeffa', 'utf-8', true],
    ['UTF-16 LE by its mark', utf16le('\ufeffimage: é'), 'image: é', 'utf-16le', true],
    ['UTF-16 BE by its mark', utf16be('\ufeffimage: 😀'), 'image: 😀', 'utf-16be', true],
    ['an empty file', bytes(), '', 'utf-8', false],
    ['nothing but a mark', bytes(0xef, 0xbb, 0xbf), '', 'utf-8', true],
  ])('%s', (_, input, text, encoding, hasByteOrderMark) => {
    expect(decodeSource('a.yaml', input)).toEqual({ kind: 'source-file', path: 'a.yaml', text, encoding, hasByteOrderMark })
  })

  test.each([
    ['a byte that is no UTF-8', bytes(0x61, 0xff, 0x62), 'byte 0xff at offset 1 is no UTF-8'],
    [
      'Latin-1 behind characters of several bytes',
      Uint8Array.from([...utf8('é€😀\ufffd'), 0xe9, 0x20]),
      'byte 0xe9 at offset 12 is no UTF-8',
    ],
    ['a character cut off at the end', bytes(0x61, 0xe2, 0x82), 'byte 0xe2 at offset 1 is no UTF-8'],
    ['offsets behind a mark', bytes(0xef, 0xbb, 0xbf, 0x61, 0xc0), 'byte 0xc0 at offset 4 is no UTF-8'],
    ['a NUL', bytes(0x61, 0x00, 0x62), 'there is a NUL at offset 1: a binary file, or UTF-16 without a byte order mark'],
    ['UTF-16 without a mark', utf16le('a: 1'), 'there is a NUL at offset 1: a binary file, or UTF-16 without a byte order mark'],
    ['a binary file', bytes(0x00, 0x47, 0x49, 0x54, 0x43, 0xff), 'it holds NUL bytes and is no UTF-8: a binary file'],
    [
      'half of a UTF-16 unit',
      bytes(0xff, 0xfe, 0x61, 0x00, 0x62),
      'it starts as UTF-16LE and does not go on so: half a character, or one that is none',
    ],
    [
      'a lone surrogate',
      bytes(0xfe, 0xff, 0xd8, 0x00, 0x00, 0x61),
      'it starts as UTF-16BE and does not go on so: half a character, or one that is none',
    ],
  ])('refuses %s', (_, input, reason) => {
    expect(decodeSource('a.yaml', input)).toEqual({ kind: 'undecodable', path: 'a.yaml', reason })
  })
})
