import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { Probot } from 'probot'
import { Analyser } from '../../app/analysis/analyser.ts'
import { AnalysisPool } from '../../app/analysis/pool.ts'
import { probotClient } from '../../app/github/clients.ts'
import { connect } from '../../app/github/connection.ts'
import { RateGate } from '../../app/github/rate-gate.ts'
import { JobRegistries } from '../../app/registry/job-registry.ts'
import { applyPlan } from '../../app/review/apply-plan.ts'
import { Configurations } from '../../app/review/configurations.ts'
import { DoneRecord } from '../../app/review/done-record.ts'
import { planPullRequest } from '../../app/review/plan.ts'
import type { PullPlan } from '../../app/review/pull-plan.ts'
import { NO_OPERATOR_REGISTRIES } from '../../src/index.ts'
import { type FakeGitHub, startFakeGitHub } from '../fake/github/fake-github.ts'
import type { FakePull } from '../fake/github/pull.ts'
import { openAlarmingPull } from './harness/alarming-pull.ts'

jest.setTimeout(30_000)

/** A plan that was made, and what has happened until it is to be written. */
let github: FakeGitHub
let pool: AnalysisPool
let pull: FakePull
let plan: PullPlan

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
  const probot = new Probot({ appId: app.id, privateKey: app.privateKey, secret: 'not used here', baseUrl: github.apiUrl })
  const analyser = new Analyser(pool, 60)
  const planned = await planPullRequest(
    {
      kind: 'pull-request',
      installation,
      repository: { id: repository.id, owner: 'acme', repo: repository.name },
      number: 1,
      reason: 'pushed',
    },
    {
      connection: await connect(await probotClient(probot).forInstallation(installation), installation, new RateGate()),
      configurations: new Configurations(analyser),
      analyser,
      registries: new JobRegistries({ registries: NO_OPERATOR_REGISTRIES, environment: {} }),
      done: new DoneRecord(),
      appId: app.id,
      now: () => new Date(),
    },
  )
  if (planned.kind !== 'say') throw new Error('there is something to say')
  plan = planned
})

function apply({ lookedAt = Date.now(), isHeld = true, hasNewer = false } = {}) {
  return applyPlan(plan, lookedAt, {
    identity: { id: 1, botLogin: 'pull-policy[bot]' },
    lease: { isHeld: async () => isHeld, hasNewer: () => hasNewer },
    now: Date.now,
    onWrite: () => {},
  })
}

const written = () => [pull.repository.checkRuns.length, pull.comments().length]

test('nothing has happened: it is written', async () => {
  expect(await apply()).toBe('applied')
  expect(written()).toEqual([1, 1])
})

test.each([
  ['the job was given to somebody else', { isHeld: false }, () => {}],
  ['a newer event waits', { hasNewer: true }, () => {}],
  ['the head has moved since it was looked at', { lookedAt: 0 }, () => pull.push({ 'notes.md': 'more\n' })],
  ['it was closed', { lookedAt: 0 }, () => pull.close()],
])('%s: nothing is written', async (_, terms, happen) => {
  happen()
  expect(await apply(terms)).toBe('stale')
  expect(written()).toEqual([0, 0])
})
