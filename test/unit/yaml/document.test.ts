import { describe, expect, test } from '@jest/globals'
import { type DocumentReading, readDocuments } from '../../../src/yaml/document.ts'

const readAll = (text: string) => readDocuments(text, { skip: 'nothing' })

/** Kind, and for a problem what is said of it, with `line:column`. */
function verdict(text: string): string {
  return readAll(text)
    .map(reading => describeReading(text, reading))
    .join(' | ')
}

function describeReading(text: string, reading: DocumentReading): string {
  if (reading.kind !== 'problem') return reading.kind
  const before = text.slice(0, reading.at).split('\n')
  return `${reading.problem} ${before.length}:${(before.at(-1) ?? '').length + 1} ${reading.reason}`
}

describe('one document that cannot be read hides no other', () => {
  test('broken, template and empty ones among good ones', () => {
    const text = 'image: a\n---\nb: [\n---\n---\n{{- .x }}\n---\nimage: c\n'
    expect(readAll(text).map(({ kind, index }) => `${index} ${kind}`)).toEqual([
      '0 document',
      '1 problem',
      '2 document',
      '3 problem',
      '4 document',
    ])
  })

  test('an unclosed quote ends with its document', () => {
    expect(verdict('a: "x\n---\nb: y"\n---\nc: 1\n')).toBe(
      'syntax 1:6 unexpected end of the document, expected a closing " | document | document',
    )
  })

  test('an empty document has no root', () => {
    expect(readAll('---\n# nothing\n')).toEqual([{ kind: 'document', index: 0, range: { start: 0, end: 14 }, root: null }])
  })
})

describe('documents without a word for any rule are left unread', () => {
  test('unless all are asked for', () => {
    const text = 'kind: Service\n---\nkind: Pod\nspec: {containers: []}\n---\n{{ broken\n'
    expect(readDocuments(text).map(({ kind }) => kind)).toEqual(['uninteresting', 'document', 'uninteresting'])
    expect(readAll(text).map(({ kind }) => kind)).toEqual(['document', 'document', 'problem'])
  })

  test('a tag directive above the document is part of it', () => {
    expect(readDocuments('%TAG !b! tag:yaml.org,2002:\n---\na: 1\n').map(({ kind }) => kind)).toEqual(['problem'])
  })
})

describe('what Kubernetes refuses is a fault with place and reason', () => {
  test.each([
    ['a: b: c', '1:5 unexpected `:`, expected the end of the value, or quotes around all of it'],
    ['a: "b" c', '1:8 unexpected `c`, expected the end of the line'],
    ['a: [b', '1:6 unexpected end of the document, expected `,` or `]`'],
    ['a: {b: c]', '1:9 unexpected `]`, expected `,` or `}`'],
    ['a: [b,,c]', '1:7 unexpected `,`, expected a value'],
    ['a: [b\n\n', '1:6 unexpected end of the document, expected `,` or `]`'],
    ['/* c */ {"image":"x"}', '1:1 unexpected `/*`, expected YAML or JSON: neither has such comments'],
    ['// c\n{"image":"x"}', '1:1 unexpected `//`, expected YAML or JSON: neither has such comments'],
    ["a: 'b", "1:6 unexpected end of the document, expected a closing '"],
    ['a: "\\q"', '1:5 unexpected escape `\\q`, expected `\\\\` for a backslash'],
    ['a: "\\x4"', '1:5 unexpected escape `\\x4"`, expected 2 hexadecimal digits of a character'],
    ['a: "\\U00110000"', '1:5 unexpected escape `\\U00110000`, expected 8 hexadecimal digits of a character'],
    ['a: 1\n  b: 2', '2:4 unexpected `:`, expected the end of the value: a key stands on one line with its `:`'],
    ['a: "1"\n  b: 2', '2:3 unexpected `b:`, expected no more than 0 spaces before it, as above'],
    ['a:\n  b: 1\n c: 2', '3:2 unexpected `c:`, expected no more than 0 spaces before it, as above'],
    ['- a\nb: c', '2:1 unexpected `b:`, expected `- ` as above'],
    ['a: 1\n- b', '2:1 unexpected `-`, expected a key'],
    ['a:\n- b\n- c\nd', '4:1 unexpected `d`, expected a key with `:` behind it'],
    ['a: - b', '1:4 unexpected `-`, expected a value, or the list on lines of its own'],
    ['a: &x - b', '1:7 unexpected `-`, expected the list on a line of its own'],
    ['a:\n\tb: 1', '2:1 unexpected tab, expected a value'],
    ['a: b\n\tc', '2:1 unexpected tab, expected spaces for indentation'],
    ['- a: |\n\t x', '2:1 unexpected tab, expected spaces for indentation'],
    ['-\ta', '1:2 unexpected tab, expected a value'],
    ['a: @b', '1:4 unexpected `@b`, expected a value, or quotes around it'],
    ['a: `b', '1:4 unexpected ``b`, expected a value, or quotes around it'],
    ['a: %b', '1:4 unexpected `%b`, expected a value, or quotes around it'],
    [': a', '1:1 unexpected `:`, expected a key before it'],
    ['{: a}', '1:2 unexpected `:`, expected a key before it'],
    ['[a]: b', '1:1 unexpected sequence as a key, expected text'],
    ['{a: b}: c', '1:1 unexpected mapping as a key, expected text'],
    ['? [a]\n: b', '1:3 unexpected sequence as a key, expected text'],
    ['- &m {a: b}\n- {*m : c}', '2:4 unexpected mapping as a key, expected text'],
    ['a: *x', '1:4 unexpected alias `*x`, expected an anchor `&x` above it'],
    ['a: *x\nb: &x 1', '1:4 unexpected alias `*x`, expected an anchor `&x` above it'],
    ['a: &x [*x]', '1:8 unexpected alias `*x` inside the value of `&x`, expected one below it'],
    ['b: &x 1\na: &x\n  c: *x', '3:6 unexpected alias `*x` inside the value of `&x`, expected one below it'],
    ['a: &x &y b', '1:7 unexpected `&y`, expected one anchor'],
    ['a: !x !y b', '1:7 unexpected `!y`, expected one tag'],
    ['a: &x\n  &y b', '2:6 unexpected `b`, expected one anchor before it'],
    ['x: &y 1\na: &x *y', '2:7 unexpected `*y`, expected a value of its own after an anchor or a tag'],
    ['a: !x^y b', '1:6 unexpected `^y`, expected a space after the tag'],
    ['a: |0\n  x', '1:5 unexpected `0`, expected `+`, `-`, a digit from 1 to 9 or the end of the line after `|` or `>`'],
    ['a: | x\n  y', '1:6 unexpected `x`, expected the end of the line after `|` or `>`'],
    ['"a\n  b": c', '2:5 unexpected `:`, expected the end of the value: a key stands on one line with its `:`'],
    ['{"a": 1, // b\n "c": 2}', '2:5 unexpected `:`, expected `,` or `}`: a key stands on one line with its `:`'],
    ['--- a: b', '1:6 unexpected `:`, expected the end of the value, or quotes around all of it'],
    ['a: \u0007', '1:4 unexpected control character U+0007, expected text'],
    ['a: \u0085b\u0080', '1:6 unexpected control character U+0080, expected text'],
  ])('%j', (text, expected) => expect(verdict(text)).toBe(`syntax ${expected}`))
})

describe('templates', () => {
  test.each([
    ['image: {{ .Values.image }}', '1:8 a template: `{{ .Values.image }}` is to be filled in before this is YAML'],
    ['image: {{.X}}', '1:8 a template: `{{.X}}` is to be filled in before this is YAML'],
    ['{{- if .x }}\na: b\n{{- end }}', '1:1 a template: `{{- if .x }}` is to be filled in before this is YAML'],
    ['a:\n  {% if x %}\n  b: c', '2:3 a template: `{% if x %}` is to be filled in before this is YAML'],
    ['{{ .key }}: b', '1:1 a template: `{{ .key }}` is to be filled in before this is YAML'],
    ['a: [{{ x }}]', '1:5 a template: `{{ x }}` is to be filled in before this is YAML'],
    ['- {{ x }}', '1:3 a template: `{{ x }}` is to be filled in before this is YAML'],
    ['a: "{{ include "x" . }}"', '1:17 a template, to be filled in before this is YAML: unexpected `x"`, expected the end of the line'],
    ['a: {{ x', '1:4 a template: `{{ x` is to be filled in before this is YAML'],
  ])('%j', (text, expected) => expect(verdict(text)).toBe(`template ${expected}`))

  test.each([
    'image: "{{ .Values.image }}"',
    "args: ['{{workflow.name}}']",
    'image: nginx:{{ .Values.tag }}',
    'command: |\n  {{ if }}\n',
    '# {{ .x }}\na: b',
    'run: ${{ github.sha }}',
    'a: x{% raw %}',
  ])('%j is none: the braces are text', text => expect(verdict(text)).toBe('document'))

  const kindsOf = (text: string) => readDocuments(text).map(({ kind }) => kind)

  test.each([
    ['image: a\n{{- if .x }}\n---\nimage: b\n---\nimage: c\n{{- end }}\n---\nimage: d\n', ['problem', 'problem', 'problem', 'document']],
    [
      '{{- if .x }}\n---\nimage: b\n---\nkind: Service\n{{- end }}\n---\nimage: d\n',
      ['uninteresting', 'problem', 'uninteresting', 'document'],
    ],
    ['{{- define "x" }}\n{{ if .y }}{{ end }}\n---\nimage: b\n', ['uninteresting', 'problem']],
    ['kind: ConfigMap\ndata:\n  a: |\n    {{ if .x }}\n---\nimage: b\n', ['uninteresting', 'document']],
    ['image: a\ndata:\n  a: |\n    {{ if .x }}\n---\nimage: b\n', ['document', 'document']],
    ['image: {{ .x }}\n---\nimage: b\n', ['problem', 'document']],
    ['image: {{ if .x }}a{{ end }}\n---\nimage: b\n', ['problem', 'document']],
  ])('what stands between an action that opens and its end is a part of it: %j', (text, kinds) => {
    expect(kindsOf(text)).toEqual(kinds)
  })

  test('a fault far from any braces is none of theirs', () => {
    expect(verdict('a: "{{x}}"\nb: 1\nc: 2\nd: [\n')).toMatch(/^syntax 4:5/)
  })
})

describe('what Kubernetes reads and the package yaml refuses', () => {
  test.each([
    ['a quoted value that goes on less deep than its key', 'a:\n  b: "c\nd"\n'],
    ['the same in single quotes', "a:\n  b: 'c\nd'\n"],
    ['brackets that close less deep than their key', 'a:\n  b: [\n  c\n]\n'],
    ['a bracket in the first column', 'a:\n  - {\nb: c\n}\n'],
    ['a comment right behind a quoted value', 'a: "b"#c\n'],
  ])('%s', (_, text) => expect(verdict(text)).toBe('document'))
})

describe('tags that could hide a word are not followed', () => {
  test.each([
    [
      '%TAG !b! tag:yaml.org,2002:\n---\n!b!binary aW1hZ2U=: x',
      'limit 1:1 its %TAG directive gives tags other names, which is not followed here',
    ],
    ['!!bin%61ry aW1hZ2U=: x', 'limit 1:1 the tag `!!bin%61ry` is written with escapes, which are not followed here'],
  ])('%j', (text, expected) => expect(verdict(text)).toBe(expected))
})
