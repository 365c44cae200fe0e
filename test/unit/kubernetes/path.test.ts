import { describe, expect, test } from '@jest/globals'
import { findPath } from '../../../src/kubernetes/path.ts'
import { readDocuments } from '../../../src/yaml/document.ts'

function pathsFound(text: string, path: string): readonly string[] {
  const [reading] = readDocuments(text, { skip: 'nothing' })
  if (reading?.kind !== 'document' || reading.root === null) throw new Error('this is no document')
  return findPath(reading.root, path).map(found => found.path)
}

describe('a dotted path leads to maps', () => {
  test.each([
    ['spec', '{spec: {a: 1}}', ['spec']],
    ['spec.template', '{spec: {template: {}}}', ['spec.template']],
    ['', '{spec: {}}', ['']],
    ['spec', '{spec: 1}', []],
    ['spec', '{spec: null}', []],
    ['spec', '{spec: []}', []],
    ['spec.template', '{spec: [{template: {}}]}', []],
    ['steps[*]', '{steps: [{}, 1, {}]}', ['steps[0]', 'steps[2]']],
    ['steps[*][*].inline', '{steps: [[{inline: {}}], [{}, {inline: {}}]]}', ['steps[0][0].inline', 'steps[1][1].inline']],
    ['steps[*]', '{steps: {a: {}}}', []],
    [
      'replicas.*.template',
      '{replicas: {Worker: {template: {}}, Master: {template: {}}}}',
      ['replicas.Worker.template', 'replicas.Master.template'],
    ],
    ['*.a', '{x: {a: {}}, y: {b: {}}}', ['x.a']],
    ['a.b', 'x: &x {b: {}}\na: *x', ['a.b']],
    ['a.b', 'x: &x {b: {}}\na: {<<: *x}', ['a.b']],
    ['list[*].b', 'x: &x {b: {}}\nlist: [*x, *x]', ['list[0].b', 'list[1].b']],
  ])('%j in %j: %j', (path, text, found) => {
    expect(pathsFound(text, path)).toEqual(found)
  })
})
