import { describe, expect, test } from '@jest/globals'
import { readDocuments } from '../../../src/yaml/document.ts'
import { splitDocuments } from '../../../src/yaml/stream.ts'

const stretches = (text: string) => splitDocuments(text).map(({ range }) => text.slice(range.start, range.end))

describe('the documents of a text', () => {
  test.each<[string, readonly string[]]>([
    ['', []],
    ['\n \n', []],
    ['# only comments\n  # more\n', []],
    ['# a comment that a lone CR ends\rimage: x', ['# a comment that a lone CR ends\rimage: x']],
    ['a: 1', ['a: 1']],
    ['---\n', ['---\n']],
    ['---', ['---']],
    ['a: 1\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
    ['a: 1\n---\n', ['a: 1\n', '---\n']],
    ['---\n---\n---\n', ['---\n', '---\n', '---\n']],
    ['# head\n---\na: 1\n', ['# head\n---\na: 1\n']],
    ['# head\n---\n# nothing\n---\na: 1\n', ['# head\n---\n# nothing\n', '---\na: 1\n']],
    ['--- # why\na: 1\n', ['--- # why\na: 1\n']],
    ['--- text\n', ['--- text\n']],
    ['---\ttext\n', ['---\ttext\n']],
    ['---\r\na: 1\r\n---\r\n', ['---\r\na: 1\r\n', '---\r\n']],
    ['a: 1\r---\rb: 2', ['a: 1\r', '---\rb: 2']],
    ['a: b---\n# ---\n-----\n', ['a: b---\n# ---\n-----\n']],
    ['---x\n', ['---x\n']],
    ['a:\n ---\n', ['a:\n ---\n']],
    ['%YAML 1.2\n---\na: 1\n', ['%YAML 1.2\n---\na: 1\n']],
    ['a: 1\n...\n', ['a: 1\n']],
    ['a: 1\n...\n# end\n', ['a: 1\n']],
    ['a: 1\n...\n---\nb: 2\n', ['a: 1\n', '\n---\nb: 2\n']],
    ['a: 1\n...\n%YAML 1.2\n---\nb: 2\n', ['a: 1\n', '\n%YAML 1.2\n---\nb: 2\n']],
    ['a: 1\n...\nb: 2\n', ['a: 1\n', '\nb: 2\n']],
    ['...\n...\n', []],
    ['....\n', ['....\n']],
    ['\ufeff# x\n', []],
  ])('of %j', (text, expected) => expect(stretches(text)).toEqual(expected))

  test('a mark inside a block scalar ends it, as YAML has it', () => {
    expect(stretches('a: |\n  x\n---\n  y\n')).toEqual(['a: |\n  x\n', '---\n  y\n'])
  })
})

describe('JSON objects that follow each other are documents', () => {
  const read = (text: string) =>
    readDocuments(text, { skip: 'nothing' }).map(({ kind, index, range }) => `${index} ${kind} ${text.slice(range.start, range.end)}`)

  test.each<[string, readonly string[]]>([
    ['{"a":1}{"b":2}', ['0 document {"a":1}', '1 document {"b":2}']],
    ['{"a":1}\n{"b":2}\n', ['0 document {"a":1}\n', '1 document {"b":2}\n']],
    ['[1]\n[2]', ['0 document [1]\n', '1 document [2]']],
    ['---\n{"a":1}\n{"b":2}\n---\n{"c":3}\n', ['0 document ---\n{"a":1}\n', '1 document {"b":2}\n', '2 document ---\n{"c":3}\n']],
    ['{"a":1}\n]\n', ['0 document {"a":1}\n', '1 problem ]\n']],
    ['{"a":1}\n{"b":\n', ['0 document {"a":1}\n', '1 problem {"b":\n']],
    ['{"a":1}\nb: 2\n', ['0 document {"a":1}\n', '1 document b: 2\n']],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected))

  test('a YAML mapping ends its document: what follows is a fault of it', () => {
    expect(read('  a: 1\nb: 2\n')).toEqual(['0 problem   a: 1\nb: 2\n'])
  })
})
