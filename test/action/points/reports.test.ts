import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../../fake/runner/workflow-event.ts'
import { deployment, faultyPull, PINNED, shop, WRONG_POLICY } from '../samples.ts'
import { type Step, StepHarness } from '../step-harness.ts'

const harness = new StepHarness()

const sarifOf = ({ outputs }: Step) => JSON.parse(readFileSync(outputs['sarif-file'] ?? '', 'utf8'))

interface Result {
  readonly ruleId: string
  readonly locations: readonly [{ readonly physicalLocation: { readonly region: object } }]
  readonly partialFingerprints: { readonly primaryLocationLineHash: string }
}

describe('25. SARIF', () => {
  test('is written even where nothing was found, has what GitHub requires, and its fingerprints outlive a shift of lines', async () => {
    const repository = shop(harness.github)
    const pull = faultyPull(repository)
    const clean = await harness.run({ event: onPullRequest(repository.pullRequest({ head: { files: { 'README.md': 'x' } } })) })
    expect([clean.conclusion, sarifOf(clean).version, sarifOf(clean).runs[0].results]).toEqual(['success', '2.1.0', []])

    const first = await harness.run({ event: onPullRequest(pull) })
    pull.push({ 'deploy/web.yaml': `# one\n# two\n${deployment('web', 'ghcr.io/acme/app:latest')}` })
    const second = await harness.run({ event: onPullRequest(pull), inputs: { 'sarif-file': 'out/pull.sarif' } })
    expect(second.outputs['sarif-file']).toMatch(/\/out\/pull\.sarif$/)
    const hashesOf = (step: Step) =>
      sarifOf(step).runs[0].results.map(({ ruleId, partialFingerprints }: Result) => [ruleId, partialFingerprints.primaryLocationLineHash])
    expect(hashesOf(first).length).toBeGreaterThanOrEqual(2)
    expect(hashesOf(second)).toEqual(hashesOf(first))
    for (const { locations } of sarifOf(first).runs[0].results as readonly Result[]) {
      expect(locations[0].physicalLocation.region).toEqual({
        startLine: expect.any(Number),
        startColumn: expect.any(Number),
        endLine: expect.any(Number),
        endColumn: expect.any(Number),
      })
    }
    for (const rule of sarifOf(first).runs[0].tool.driver.rules) {
      expect(rule).toMatchObject({
        id: expect.any(String),
        shortDescription: { text: expect.any(String) },
        fullDescription: { text: expect.any(String) },
        help: { text: expect.any(String), markdown: expect.any(String) },
      })
    }
  })

  test('begins with the gravest, of which GitHub shows 5,000, and is at most 10 MB packed', async () => {
    const documents = Array.from({ length: 2000 }, (_, index) => deployment(`d${index}`, 'nginx:latest'))
    const text = [...documents, deployment('last', PINNED, WRONG_POLICY)].join('---\n')
    const step = await harness.run({ event: onPullRequest(shop(harness.github).pullRequest({ head: { files: { 'all.yaml': text } } })) })
    const { results } = sarifOf(step).runs[0]
    expect([results[0].ruleId, results[0].level]).toEqual(['unsupported-pull-policy', 'error'])
    expect(gzipSync(readFileSync(step.outputs['sarif-file'] ?? '')).length).toBeLessThan(10 * 1024 * 1024)
    expect(step.outputs['findings-count']).toBe('2001')
  })
})
