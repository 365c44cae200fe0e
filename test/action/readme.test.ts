import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const metadata = parse(read('action.yml'))
const workflow = [...read('README.md').matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => parse(text)).find(value => value?.jobs)

test('the workflow of the README grants what the token needs, and no more', () => {
  expect(workflow.permissions).toEqual({ contents: 'read', 'pull-requests': 'read' })
  expect(metadata.inputs.token.description).toMatch(/`contents: read`.*`pull-requests: read`/)
})

test('it gives the Action only inputs that there are', () => {
  const steps = Object.values<{ steps: readonly { uses?: string; with?: object }[] }>(workflow.jobs).flatMap(job => job.steps)
  const own = steps.filter(({ uses }) => uses?.startsWith('pull-policy/pull-policy@'))
  expect(own).toHaveLength(1)
  const given = own.flatMap(step => Object.keys(step.with ?? {}))
  expect(given.filter(name => !(name in metadata.inputs))).toEqual([])
})
