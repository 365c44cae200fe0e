import { describe, expect, test } from '@jest/globals'
import { indexContainers } from '../../../src/render/container-index.ts'
import { aContainer, aFinding, anImage, placeAt, placeIn } from './sample-review.ts'

const TWO_DOCUMENTS = 'image: one\nimagePullPolicy: Never\n---\nimage: two\nimagePullPolicy: Never\n'

/** Containers of one name in two documents of one file. */
const first = aContainer({ image: anImage(TWO_DOCUMENTS, 'one') })
const second = aContainer({
  document: 1,
  image: anImage(TWO_DOCUMENTS, 'two'),
  pullPolicy: {
    written: 'Never',
    at: placeIn(TWO_DOCUMENTS, 'Never', 40),
    effective: 'Never',
    origin: 'declared',
    because: 'it is written',
  },
})
const containerOf = indexContainers({ containers: [first, second] })

describe('of containers with one name', () => {
  test.each([
    ['the one whose image is pointed at', placeIn(TWO_DOCUMENTS, 'two'), second],
    ['the one whose policy is pointed at', placeIn(TWO_DOCUMENTS, 'Never', 40), second],
    ['the first, where something else is pointed at', placeAt(TWO_DOCUMENTS, 0, 5), first],
  ])('%s', (_, at, expected) => {
    expect(containerOf(aFinding({ at }))).toBe(expected)
  })
})

test.each([
  ['no container', { container: null }],
  ['another file', { file: 'other.yaml' }],
  ['another workload', { workload: 'other' }],
])('a finding about %s has none', (_, parts) => {
  expect(containerOf(aFinding(parts))).toBeUndefined()
})
