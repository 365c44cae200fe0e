import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { type InputFile, type Review, renderText, reviewFiles } from '../src/index.ts'
import { expectFileToHold } from './update-cases.ts'

const folder = fileURLToPath(new URL('../examples/', import.meta.url))

function findExamples(): readonly InputFile[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.yaml'))
  return paths.sort().map(path => ({ kind: 'bytes', path: `examples/${path}`, bytes: readFileSync(join(folder, path)) }))
}

const review: Promise<Review> = reviewFiles(findExamples())

test('what the command says of the examples is what a person has read', async () => {
  const printed = renderText(await review, { hasColor: false, failOn: 'never', failsOnSkipped: false })
  expectFileToHold(join(folder, 'expected.txt'), printed)
})

test.each([
  ['a written policy', 'declared'],
  ['a policy that is filled in', 'defaulted'],
  ['one that cannot be known yet', 'unknown'],
  ['one that is refused', 'invalid'],
])('the examples hold %s', async (_, origin) => {
  expect((await review).containers.map(({ pullPolicy }) => pullPolicy.origin)).toContain(origin)
})

test.each(['Always', 'IfNotPresent'])('the examples hold a default of %s', async policy => {
  const defaulted = (await review).containers.filter(({ pullPolicy }) => pullPolicy.origin === 'defaulted')
  expect(defaulted.map(({ pullPolicy }) => pullPolicy.effective)).toContain(policy)
})
