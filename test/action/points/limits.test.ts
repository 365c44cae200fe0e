import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../../fake/runner/workflow-event.ts'
import { liveText } from '../../unit/render/markdown-reader.ts'
import { deployment, faultyPull, PINNED, shop, WRONG_POLICY } from '../samples.ts'
import { StepHarness } from '../step-harness.ts'

const harness = new StepHarness()

/** So many Deployments in one text. */
function documents(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join('---\n')
}

describe('4. the bundle runs on Node with the environment of a step, and what GitHub would show is looked at', () => {
  test('every declared output is set, the token is hidden from all of them, and nothing of the environment or the event is printed', async () => {
    const event = onPullRequest(faultyPull(shop(harness.github)))
    const step = await harness.run({ event, isDebug: true, env: { SOME_VARIABLE: 'value-of-some-variable' } })
    expect(Object.keys(step.outputs).sort()).toEqual([
      'conclusion',
      'errors-count',
      'files-scanned',
      'files-skipped',
      'findings-count',
      'infos-count',
      'patch-file',
      'report-file',
      'sarif-file',
      'warnings-count',
    ])
    expect([step.exitCode, step.droppedAnnotations, step.requestCount]).toEqual([1, 0, 3])
    const shown = [step.printed.replace(`::add-mask::${step.token}`, ''), step.summary ?? '', JSON.stringify(step.outputs)].join('\n')
    for (const hidden of [step.token, 'value-of-some-variable', 'runtime-token-of-the-fake-runner', 'Change files'])
      expect(shown).not.toContain(hidden)
  })
})

describe("5. every request is held against GitHub's own description", () => {
  test('one that GitHub does not know fails the test, and so does an answer that GitHub would not give', async () => {
    const step = await harness.run({ event: onPullRequest(shop(harness.github).pullRequest({ head: { files: { 'README.md': '' } } })) })
    expect([step.conclusion, step.requestCount]).toEqual(['success', 2])
    await fetch(`${harness.github.apiUrl}/repos/acme/shop/made-up`)
    expect(() => harness.github.assertNoViolations()).toThrow(/not spoken to as GitHub is/)
  })
})

describe('6. with 500 findings', () => {
  test('the gravest are annotated first, what is left out is said once, and outputs and the exit code count all', async () => {
    const files = {
      'a.yaml': documents(250, index => deployment(`w${index}`, 'nginx:latest')),
      'z.yaml': documents(250, index => deployment(`e${index}`, PINNED, WRONG_POLICY)),
    }
    const step = await harness.run({ event: onPullRequest(shop(harness.github).pullRequest({ head: { files } })) })
    const of = (level: string) => step.annotations.filter(annotation => annotation.level === level)
    expect([of('failure').length, of('warning').length, step.droppedAnnotations]).toEqual([10, 10, 0])
    expect(
      of('failure')
        .slice(0, 9)
        .every(({ path }) => path === 'z.yaml'),
    ).toBe(true)
    expect(of('failure').at(-1)?.message).toMatch(/^250 errors are at or above fail-on: error/)
    expect(of('notice').map(({ title }) => title)).toEqual(['481 more in the summary'])
    expect(step.outputs).toMatchObject({ 'findings-count': '500', 'errors-count': '250', 'warnings-count': '250', conclusion: 'failure' })
    expect(step.exitCode).toBe(1)
  })
})

describe('7. fail-on', () => {
  test('decides for errors, for warnings and for nothing; a failure has one line that says why', async () => {
    const repository = shop(harness.github)
    const make = (text: string) => onPullRequest(repository.pullRequest({ head: { files: { 'new.yaml': text } } }))
    const changes = {
      error: make(deployment('x', PINNED, WRONG_POLICY)),
      warning: make(deployment('x', 'nginx:latest')),
      nothing: make(deployment('x', PINNED)),
    }
    const rows = [
      ['error', 'error', 'failure'],
      ['error', 'never', 'success'],
      ['warning', 'error', 'success'],
      ['warning', 'warning', 'failure'],
      ['nothing', 'info', 'success'],
    ] as const
    const steps = await Promise.all(rows.map(([change, failOn]) => harness.run({ event: changes[change], inputs: { 'fail-on': failOn } })))
    expect(steps.map(({ conclusion }) => conclusion)).toEqual(rows.map(([, , conclusion]) => conclusion))
    for (const { conclusion, outputs, exitCode, annotations } of steps) {
      expect([outputs.conclusion, exitCode]).toEqual([conclusion, conclusion === 'failure' ? 1 : 0])
      const reasons = annotations.filter(({ path }) => path === undefined)
      expect(reasons.map(({ message }) => message)).toEqual(
        conclusion === 'failure' ? [expect.stringMatching(/^1 (?:error|warning) is at or above fail-on: \w+\. new\.yaml:\d+ [^\n]*$/)] : [],
      )
    }
  })
})

describe('24. the summary', () => {
  test('has at most 900,000 bytes and is whole where it is cut; that there is none is no error', async () => {
    const texts = Array.from({ length: 8 }, (_, file) => [
      `d/${file}.yaml`,
      documents(250, index => deployment(`w-${file}-${index}`, 'nginx:latest')),
    ])
    const event = onPullRequest(shop(harness.github).pullRequest({ head: { files: Object.fromEntries(texts) } }))
    const [cut, none] = await Promise.all([harness.run({ event }), harness.run({ event, env: { GITHUB_STEP_SUMMARY: '' } })])
    const summary = cut.summary ?? ''
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(900_000)
    expect(Buffer.byteLength(summary)).toBeGreaterThan(50_000)
    expect(summary.match(/<details>/g)?.length).toBe(summary.match(/<\/details>/g)?.length)
    expect(() => liveText(summary)).not.toThrow()
    expect([cut.conclusion, none.conclusion, /no summary is written/.test(none.log)]).toEqual(['success', 'success', true])
  })
})

describe('28. requests', () => {
  test('for ten files are at most four, name the version of the API, and wait as GitHub asks', async () => {
    const files = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`d/${index}.yaml`, deployment(`d${index}`, 'nginx:1')]))
    const event = onPullRequest(shop(harness.github, 'fail-on: never\n').pullRequest({ head: { files } }))
    const plain = await harness.run({ event })
    expect(plain.requestCount).toBeLessThanOrEqual(4)
    expect(new Set(harness.github.requests.all.map(({ headers }) => headers['x-github-api-version']))).toEqual(new Set(['2022-11-28']))
    harness.github.limitNext({ path: '/compare/', retryAfter: 1 })
    harness.github.failNext({ path: '/graphql', status: 502 })
    const patient = await harness.run({ event })
    expect([patient.conclusion, patient.outputs['files-scanned']]).toEqual(['success', '10'])
    expect(patient.log).toMatch(/asking again in 1 s/)
    const [limited, again] = harness.github.requests.all.filter(({ path }) => path.includes('/compare/')).slice(-2)
    expect((again?.at ?? 0) - (limited?.at ?? 0)).toBeGreaterThanOrEqual(1000)
  })
})
