import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findOddCharacters } from '../../../src/yaml/character.ts'
import { readDocuments } from '../../../src/yaml/document.ts'
import { readFast } from '../../../src/yaml/fast-reader.ts'
import type { YamlNode } from '../../../src/yaml/node.ts'
import { readCarefully } from '../../../src/yaml/yaml-adapter.ts'
import { runsOf } from '../../thoroughness.ts'
import { meaningOf, nodesOf, plainTree } from './tree.ts'
import { arbitraryYaml, yamlTokens } from './yaml-arbitrary.ts'

const RUNS = runsOf(300)

/** Half of these texts are read by one of both readers only. */
const TWICE = runsOf(600)

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...yamlTokens)).map(tokens => tokens.join('')),
  arbitraryYaml.map(({ text }) => text),
)

describe('any text', () => {
  test('gives documents or stated problems, each with its place', () => {
    fc.assert(
      fc.property(anyText, text => {
        readDocuments(text, { skip: 'nothing' }).forEach((reading, index) => {
          expect(reading.index).toBe(index)
          expect(reading.range.start).toBeLessThan(reading.range.end)
          if (reading.kind !== 'problem') return
          expect(reading.reason).toMatch(/./)
          expect(reading.at).toBeGreaterThanOrEqual(reading.range.start)
          expect(reading.at).toBeLessThanOrEqual(reading.range.end)
        })
      }),
      RUNS,
    )
  })

  test('has documents that follow each other', () => {
    fc.assert(
      fc.property(anyText, text => {
        const readings = readDocuments(text, { skip: 'nothing' })
        for (const [index, { range }] of readings.entries()) expect(range.start).toBeGreaterThanOrEqual(readings[index - 1]?.range.end ?? 0)
        expect(readings.at(-1)?.range.end ?? 0).toBeLessThanOrEqual(text.length)
      }),
      RUNS,
    )
  })

  test('has ranges that cut out just the scalar, and lie inside their collection', () => {
    fc.assert(
      fc.property(anyText, text => {
        for (const reading of readDocuments(text, { skip: 'nothing' })) {
          if (reading.kind === 'document') for (const node of nodesOf(reading.root)) expectOwnRange(text, node)
        }
      }),
      RUNS,
    )
  })
})

function expectOwnRange(text: string, node: YamlNode): void {
  const written = text.slice(node.range.start, node.range.end)
  if (node.kind === 'scalar') expectScalarRange(written, node.style, node.value, node.tag)
  if (node.kind === 'alias') expect(written).toBe(`*${node.name}`)
  if (node.kind === 'sequence' && node.isFlow) expect(written).toMatch(/^\[.*\]$/s)
  if (node.kind === 'sequence') expectAscending(node.range, node.items)
  if (node.kind === 'mapping') {
    const children = node.entries.flatMap(({ key, value }) => [key, value])
    expectAscending(node.range, children)
  }
}

function expectScalarRange(written: string, style: string, value: string, tag: string | undefined): void {
  if (style === 'plain') {
    if (tag === undefined && !/[\r\n\x85\u2028\u2029]/.test(written)) expect(written).toBe(value)
    expect(written).not.toMatch(/^[ \t\r\n]|[ \t\r\n]$/)
  }
  if (style === 'single-quoted') expect(written).toMatch(/^'.*'$/s)
  if (style === 'double-quoted') expect(written).toMatch(/^".*"$/s)
  if (style === 'literal') expect(written.startsWith('|')).toBe(true)
  if (style === 'folded') expect(written.startsWith('>')).toBe(true)
}

function expectAscending(range: YamlNode['range'], children: readonly YamlNode[]): void {
  let from = range.start
  for (const child of children) {
    expect(child.range.start).toBeGreaterThanOrEqual(from)
    expect(child.range.end).toBeLessThanOrEqual(range.end)
    from = child.range.end
  }
}

describe('what is read does not depend on how it is written', () => {
  const meanings = (text: string) =>
    readDocuments(text, { skip: 'nothing' }).map(reading => (reading.kind === 'document' ? meaningOf(reading.root) : reading.kind))

  test('the tree is the one that was written', () => {
    fc.assert(
      fc.property(arbitraryYaml, ({ text, meaning }) => {
        expect(meanings(text)).toEqual([meaning])
      }),
      RUNS,
    )
  })

  test('line ends are of no account', () => {
    fc.assert(
      fc.property(arbitraryYaml, ({ text, meaning }) => {
        expect(meanings(text.replaceAll('\n', '\r\n'))).toEqual([meaning])
        expect(meanings(text.replaceAll('\n', '\r'))).toEqual([meaning])
        expect(meanings(text.replace(/\n$/, ''))).toEqual([meaning])
      }),
      RUNS,
    )
  })

  test('neither are comments and blank lines at its ends', () => {
    fc.assert(
      fc.property(arbitraryYaml, ({ text, meaning }) => {
        expect(meanings(`# a\n\n---\n  # b: c\n\n${text}# d\n \n  # e`)).toEqual([meaning])
      }),
      RUNS,
    )
  })
})

describe('our reader and the package yaml', () => {
  test('read the same trees, places and all', () => {
    const arbitraryText = fc.oneof(
      arbitraryYaml.map(({ text }) => text),
      fc.array(fc.constantFrom(...yamlTokens)).map(tokens => tokens.join('')),
    )
    const counts = { both: 0 }
    fc.assert(
      fc.property(arbitraryText, text => {
        if (readsOtherwise(text)) return
        const whole = { start: 0, end: text.length }
        const ours = readFast(text, { ...whole, lineStart: 0, hasRareBreaks: false })
        const theirs = readCarefully(text, whole)
        if (ours.kind !== 'read' || theirs.kind !== 'read' || isBlockScalar(ours.root)) return
        counts.both += 1
        expect(plainTree(ours.root)).toEqual(plainTree(theirs.root))
      }),
      TWICE,
    )
    expect(counts.both).toBeGreaterThan(TWICE.numRuns / 3)
  })
})

/**
 * Where ours follows Kubernetes' decoder and the package YAML 1.2: which line ends there are, byte order marks within a
 * text, blanks that a text ends with. Marks and directives are cut off before.
 */
function readsOtherwise(text: string): boolean {
  return findOddCharacters(text, 0, text.length).hasRareBreaks || /\ufeff|\n[ \t]+$|^(?:---|\.\.\.|%)/m.test(text)
}

/** In the first column the package takes for a part of it what Kubernetes' decoder takes for what follows. */
function isBlockScalar(root: YamlNode | null): boolean {
  return root?.kind === 'scalar' && (root.style === 'literal' || root.style === 'folded')
}
