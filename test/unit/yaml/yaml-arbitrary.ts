import fc from 'fast-check'

/** A text and what it says, in the form of `meaningOf`. */
export interface Written {
  readonly text: string
  readonly meaning: unknown
}

/** Pieces of YAML that mean something, to be thrown together. */
export const yamlTokens: readonly string[] = [
  ' ',
  '  ',
  '\n',
  '\n  ',
  '\n    ',
  '\n- ',
  '- ',
  '-',
  ': ',
  ':',
  '? ',
  'a',
  'b',
  'k: v',
  'key:',
  "'",
  '"',
  '[',
  ']',
  '{',
  '}',
  ',',
  ', ',
  '#',
  ' # c',
  '&a ',
  '*a',
  '*a ',
  '!t ',
  '!!str ',
  '|',
  '>',
  '|-\n',
  '>+\n',
  '|2\n',
  '%',
  '@',
  '`',
  '\t',
  '\r\n',
  '\r',
  '\u2028',
  '...',
  '\n---\n',
  '~',
  'yes',
  '1',
  '\\',
  '\\n',
  '\\x41',
  '<<: ',
  'é',
  '😀',
  '\n\n',
  '"a"',
  "'b'",
  '\ufeff',
  '{{ x }}',
  '{% y %}',
]

/** Random documents in the manner of manifests, with all their styles. */
export const arbitraryYaml: fc.Arbitrary<Written> = fc
  .letrec<{ node: Node }>(tie => ({
    node: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'yaml' },
      fc.oneof(scalar(), flow()),
      blockMapping(tie('node')),
      blockSequence(tie('node')),
    ),
  }))
  .node.map(node => ({ text: `${node.write(0, 'root')}\n`, meaning: node.meaning }))

interface Node {
  readonly meaning: unknown
  /** The text from where the node's parent lets it start: after `key:`, after `-`, or at the start. */
  readonly write: (indent: number, position: 'root' | 'value' | 'item') => string
}

function scalar(): fc.Arbitrary<Node> {
  return fc
    .tuple(words(), fc.constantFrom('plain', 'single', 'double', 'literal', 'folded', 'lines'), comment())
    .map(([text, style, tail]) => ({
      meaning: text,
      write: (indent, position) => {
        const before = position === 'root' ? '' : ' '
        const deeper = ' '.repeat(indent + 1)
        if (style === 'single') return `${before}'${text}'${tail}`
        if (style === 'double') return `${before}"${text.replace('a', '\\x61')}"${tail}`
        if (style === 'literal') return `${before}|-${tail}\n${deeper}${text}`
        if (style === 'folded') return `${before}>-${tail}\n${deeper}${text.replaceAll(' ', `\n${deeper}`)}`
        return style === 'lines' ? `${before}${text.replaceAll(' ', `\n${deeper}`)}${tail}` : `${before}${text}${tail}`
      },
    }))
}

/** Words that are strings to any reader, and stay so behind each other. */
function words(): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom('alpha', 'x-1', 'nginx:1.25', 'v@w', 'http://h/p', 'a#b', 'é', '😀z', 'k8s.io/x'), {
      minLength: 1,
      maxLength: 4,
    })
    .map(list => list.join(' '))
}

function comment(): fc.Arbitrary<string> {
  return fc.constantFrom('', '', '', ' # note', '\t# a: [', '  #')
}

function flow(): fc.Arbitrary<Node> {
  const item = fc
    .tuple(fc.constantFrom('a', 'bc', 'd-e'), fc.constantFrom('', '"', "'"))
    .map(([text, quote]) => ({ text: `${quote}${text}${quote}`, meaning: text }))
  const list = fc
    .array(item, { maxLength: 3 })
    .map(items => ({ text: `[${items.map(({ text }) => text).join(', ')}]`, meaning: items.map(({ meaning }) => meaning) }))
  const map = fc.array(fc.tuple(item, fc.oneof(item, list)), { maxLength: 3 }).map(entries => ({
    text: `{${entries.map(([key, value]) => `${key.text}: ${value.text}`).join(',\n ')}}`,
    meaning: { entries: entries.map(([key, value]) => [key.meaning, value.meaning]) },
  }))
  return fc.tuple(fc.oneof(list, map), comment()).map(([{ text, meaning }, tail]) => ({
    meaning,
    write: (indent, position) => `${position === 'root' ? '' : ' '}${text.replaceAll('\n', `\n${' '.repeat(indent + 1)}`)}${tail}`,
  }))
}

function blockMapping(value: fc.Arbitrary<Node>): fc.Arbitrary<Node> {
  const key = fc.constantFrom('name', '"image"', "'x y'", 'a b', '<<', 'spec.x/y')
  return fc
    .tuple(fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 4 }), fc.constantFrom(1, 2, 4), comment())
    .map(([entries, step, tail]) => ({
      meaning: { entries: entries.map(([written, node]) => [written.replace(/^["'](.*)["']$/, '$1'), node.meaning]) },
      write: (indent, position) => {
        const column = position === 'root' ? 0 : position === 'item' ? indent + 2 : indent + step
        const lines = entries.map(([written, node]) => `${written}:${node.write(column, 'value')}`)
        const body = lines.join(`\n${' '.repeat(column)}`)
        return position === 'value' ? `${tail}\n${' '.repeat(column)}${body}` : position === 'item' ? ` ${body}` : body
      },
    }))
}

function blockSequence(item: fc.Arbitrary<Node>): fc.Arbitrary<Node> {
  return fc.tuple(fc.array(item, { minLength: 1, maxLength: 4 }), fc.constantFrom(0, 2), comment()).map(([items, step, tail]) => ({
    meaning: items.map(({ meaning }) => meaning),
    write: (indent, position) => {
      const column = position === 'root' ? 0 : position === 'item' ? indent + 2 : indent + step
      const body = items.map(node => `-${node.write(column, 'item')}`).join(`\n${' '.repeat(column)}`)
      return position === 'value' ? `${tail}\n${' '.repeat(column)}${body}` : position === 'item' ? ` ${body}` : body
    },
  }))
}
