import { UserError } from '../../src/index.ts'
import { Analyser } from '../analysis/analyser.ts'
import { AnalysisPool } from '../analysis/pool.ts'
import { keyOf, type PullRequestJob } from '../events/job.ts'
import { type Connection, connect } from '../github/connection.ts'
import { RateGate } from '../github/rate-gate.ts'
import { JobRegistries } from '../registry/job-registry.ts'
import { Configurations } from '../review/configurations.ts'
import { DoneRecord } from '../review/done-record.ts'
import { planPullRequest } from '../review/plan.ts'
import type { Plan } from '../review/pull-plan.ts'
import { type Environment, readEnvironment } from '../settings/environment.ts'
import { readSettings, type Settings } from '../settings/settings.ts'
import type { SimulateInvocation } from './arguments.ts'
import { appClient, attempt } from './github-client.ts'
import type { OperatorIo } from './operator-io.ts'
import { renderPlan } from './plan-text.ts'

/** Of the heap of the thread that reads. */
const MEGABYTES = 384

/** Plans what the app would do on a pull request and prints it. Nothing is written: planning has no way to. */
export async function simulate(invocation: SimulateInvocation, io: OperatorIo): Promise<0> {
  const env = readEnvironment(io.cwd, io.env)
  const settings = readSettings(env)
  const { analysisSeconds: seconds } = settings.limits
  const pool = new AnalysisPool({ threads: 1, seconds, secondsPerFile: seconds, megabytes: MEGABYTES })
  try {
    const planned = await plan(invocation, settings, env, new Analyser(pool, seconds, () => {}))
    const text = renderPlan(planned, invocation)
    if (planned.kind === 'nothing' && planned.reason === 'gone') throw new UserError('github', text.trimEnd())
    io.out(text)
    return 0
  } finally {
    await pool.close()
  }
}

async function plan(
  { owner, repo, number }: SimulateInvocation,
  settings: Settings,
  environment: Environment,
  analyser: Analyser,
): Promise<Plan> {
  const { connection, installation, repository } = await reach(owner, repo, settings)
  const job: PullRequestJob = { kind: 'pull-request', installation, repository, number, reason: 'asked' }
  const done = new DoneRecord()
  done.void(keyOf(job))
  return planPullRequest(job, {
    connection,
    analyser,
    registries: new JobRegistries({ registries: settings.registries, environment }),
    configurations: new Configurations(analyser),
    done,
    appId: settings.appId,
    now: () => new Date(),
  })
}

interface Reached {
  readonly connection: Connection
  readonly installation: number
  readonly repository: PullRequestJob['repository']
}

async function reach(owner: string, repo: string, { github, appId, privateKey }: Settings): Promise<Reached> {
  const app = appClient(github, appId, privateKey)
  const installed = await attempt(app.octokit.request('GET /repos/{owner}/{repo}/installation', { owner, repo }))
  if (!('data' in installed)) throw notReached(`${owner}/${repo}`, installed.status, installed.text)
  const { id: installation } = installed.data
  const client = await app.getInstallationOctokit(installation)
  // the number only tells jobs apart, and there is one
  return { connection: await connect(client, installation, new RateGate()), installation, repository: { id: 0, owner, repo } }
}

function notReached(name: string, status: number | undefined, text: string): UserError {
  if (status === 404)
    return new UserError(
      'github',
      `the app is not installed on ${name}, or there is no such repository; install it there, or look at \`pull-policy-app doctor\``,
    )
  return new UserError('github', `${name} cannot be looked at: ${text}; see \`pull-policy-app doctor\``)
}
