import { describe, expect, test } from '@jest/globals'
import { mayHoldImages } from '../../../src/source/candidate.ts'
import { ownMilliseconds } from '../../own-work.ts'

describe('what may hold something for a rule', () => {
  test.each([
    'image: nginx',
    'baseImage: x',
    'IMAGE: x',
    'imagePullSecrets: []',
    'containers:\n- name: patched',
    'initContainers: []',
    'kind: KubeletConfiguration',
    'type: kubernetes.io/dockerconfigjson',
    '.dockercfg: e30=',
    'kind: Secret\ntype: Opaque',
    'kind: SealedSecret',
    '# pull-policy: ignore[latest-tag] why',
  ])('%j', text => expect(mayHoldImages(text)).toBe(true))

  test.each(['', 'kind: Service', 'kind: SecretStore', 'secretName: tls', 'on: push', '"a\\nb": "\\"c\\""', 'run: |\n  a \\\n  b'])(
    '%j does not',
    text => expect(mayHoldImages(text)).toBe(false),
  )
})

describe('words that somebody hides are found too', () => {
  test.each([
    '"\\u0069mage": x',
    '"\\x69mage": x',
    '"\\U00000069mage": x',
    '"im\\u0061ge": x',
    '"contain\\x65rs": []',
    '".docker\\u0063fg": e30=',
    'type: "kubernetes.io\\x2fdockerconfigjs\\u006fn"',
    '? "ima\\\n  ge"\n: x',
    '? "ima\\\r\n  ge"\n: x',
    '? "ima\\\u2028ge"\n: x',
    '!!binary aW1hZ2U=: x',
    '!!bin%61ry aW1hZ2U=: x',
    '!<tag:yaml.org,2002:binary> aW1hZ2U=: x',
    '%TAG !b! tag:yaml.org,2002:\n---\n!b!binary aW1hZ2U=: x',
  ])('%j', text => expect(mayHoldImages(text)).toBe(true))
})

test.each([
  ['quotes', '"'],
  ['quoted words', '"abc'],
  ['tags', '!!'],
  ['tags with names', '!!abc'],
  ['one long word behind a quote', 'a'],
  ['beginnings of a word', 'imag'],
])('looks through megabytes of %s in time', (_, part) => {
  const text = `"${part.repeat(4_000_000 / part.length)}`
  const started = process.cpuUsage()
  expect(mayHoldImages(text)).toBe(false)
  expect(ownMilliseconds(started)).toBeLessThan(2000)
})
