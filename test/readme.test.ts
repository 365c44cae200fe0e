import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { renderText, reviewFiles, VERSION } from '../src/index.ts'

const file = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')
const readme = file('README.md')

/** The fenced block behind a marker. */
function blockAfter(marker: string): string {
  const [, block = ''] = readme.slice(readme.indexOf(marker)).match(/```[a-z]*\n([\s\S]*?)```/) ?? []
  return block
}

test('the sample is what the command prints', async () => {
  const path = 'examples/faulty/image-pull-back-off.yaml'
  const review = await reviewFiles([{ kind: 'bytes', path, bytes: Buffer.from(file(path)) }])
  const printed = renderText(review, { hasColor: false, failOn: 'never', failsOnSkipped: false })
  expect(blockAfter(`<!-- sample: ${path} -->`)).toBe(`$ pull-policy check ${path}\n${printed}`)
})

test.each(['main-command', 'test-command'])('%s is one line, for CI and for people', marker => {
  expect(blockAfter(`<!-- ${marker} -->`)).toMatch(/^npm ci && \S[^\n]*\n$/)
})

test('the version is the one of package.json', () => {
  expect(VERSION).toBe(JSON.parse(file('package.json')).version)
})

test('every dependency has its reason', () => {
  const { dependencies, devDependencies, 'dependencies-because': because } = JSON.parse(file('package.json'))
  expect(Object.keys(because).sort()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).sort())
})
