import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { Probot } from 'probot'
import { Analyser } from '../../app/analysis/analyser.ts'
import { AnalysisPool } from '../../app/analysis/pool.ts'
import type { PullRequestJob } from '../../app/events/job.ts'
import { AppOctokit, probotClient } from '../../app/github/clients.ts'
import { RateGate } from '../../app/github/rate-gate.ts'
import { createLog } from '../../app/log/log.ts'
import { Metrics } from '../../app/metrics.ts'
import { JobRegistries } from '../../app/registry/job-registry.ts'
import { Worker } from '../../app/worker.ts'
import { NO_OPERATOR_REGISTRIES } from '../../src/index.ts'
import { type FakeGitHub, startFakeGitHub } from '../fake/github/fake-github.ts'
import type { FakePull } from '../fake/github/pull.ts'
import { openAlarmingPull } from './harness/alarming-pull.ts'

jest.setTimeout(60_000)

/** The worker alone, so that no test waits for eight attempts and what lies between them. */
let github: FakeGitHub
let pool: AnalysisPool
let worker: Worker
let pull: FakePull
let job: PullRequestJob

beforeAll(async () => {
  github = await startFakeGitHub({ isEnterprise: true })
  pool = new AnalysisPool({ threads: 1, seconds: 60, secondsPerFile: 60, megabytes: 256 })
})
afterAll(async () => {
  await pool.close()
  github.assertNoViolations()
  await github.close()
})

beforeEach(async () => {
  const opened = openAlarmingPull(github)
  const { app, installation, repository } = opened
  pull = opened.pull
  const { id, name: repo } = repository
  job = { kind: 'pull-request', installation, repository: { id, owner: 'acme', repo }, number: 1, reason: 'pushed' }
  const probot = new Probot({ appId: app.id, privateKey: app.privateKey, secret: 'not used', baseUrl: github.apiUrl, Octokit: AppOctokit })
  worker = new Worker({
    client: probotClient(probot),
    gate: new RateGate(),
    analyser: new Analyser(pool, 60),
    registries: new JobRegistries({ registries: NO_OPERATOR_REGISTRIES, environment: {} }),
    log: createLog('error', { write: () => {}, now: () => new Date() }),
    metrics: new Metrics(),
    serverUrl: github.url,
    enqueue: async () => {},
  })
})

function work(attempt: number) {
  return worker.work(job, { attempt, isLastAttempt: attempt === 8, isHeld: async () => true, hasNewer: () => false })
}

const checks = () => pull.repository.checkRuns.map(({ status, conclusion, title, summary }) => ({ status, conclusion, title, summary }))

describe('when GitHub fails at every attempt', () => {
  test('before the last one, it is tried again and nothing is said', async () => {
    github.failNext({ path: /\/pulls\/1$/, status: 502 })
    expect(await work(7)).toMatchObject({ kind: 'failed' })
    expect(checks()).toEqual([])
  })

  test('after the last one, the check is completed, blames nobody, and has the number by which GitHub finds the request', async () => {
    github.failNext({ path: /\/pulls\/1$/, status: 502 })
    expect(await work(8)).toEqual({ kind: 'done' })
    expect(checks()).toEqual([
      {
        status: 'completed',
        conclusion: 'neutral',
        title: 'Not reviewed: GitHub kept failing',
        summary: expect.stringMatching(/^GitHub answered 502, also when asked again and again \(request `FAKE:\d+`\)\. .*\*\*Re-check\*\*/),
      },
    ])
  })

  test('after a review of the same head, what that found stands', async () => {
    await work(1)
    const [found] = checks()
    expect(found?.conclusion).toBe('success')
    job = { ...job, reason: 'asked' }
    worker.forget(job.installation)
    github.failNext({ method: 'GET', path: '/comments', status: 404, body: { message: 'Not Found' } })
    pull.convertToDraft()
    await work(8)
    expect(checks()).toHaveLength(1)
    expect(checks()[0]).toMatchObject({ conclusion: 'success', title: found?.title })
  })
})
