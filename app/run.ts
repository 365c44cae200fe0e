import { type Logger, Probot } from 'probot'
import { VERSION } from '../src/index.ts'
import { loadReviewer } from './application.ts'
import { type Delays, EVENTS } from './events/events.ts'
import { Front } from './front/server.ts'
import { AppOctokit } from './github/clients.ts'
import { createLog, type Log } from './log/log.ts'
import { quietLog } from './log/probot-log.ts'
import { Metrics } from './metrics.ts'
import { JobRegistries } from './registry/job-registry.ts'
import type { Reviewer } from './reviewer.ts'
import type { Environment } from './settings/environment.ts'
import { readSettings, type Settings } from './settings/settings.ts'

/** What a start may do otherwise than usual. */
export interface RunOptions {
  readonly log?: Log
  readonly delays?: Delays
  /** Octokit's class, where it is not the app's own. */
  readonly octokit?: typeof AppOctokit
}

/** The app, listening. */
export interface RunningApp {
  readonly front: Front
  readonly reviewer: Reviewer
  readonly log: Log
  /** Looks for what was lost while nobody listened, and asks GitHub for deliveries that failed; to be called now and then. */
  lookForLost(): Promise<void>
}

/** Puts the app together and lets it listen. Throws a UserError for settings that are not safe or not there. */
export async function runApp(env: Environment, options: RunOptions = {}): Promise<RunningApp> {
  const settings = readSettings(env)
  const { github, limits, webhookPath, webhookSecrets, host, port, adminPort } = settings
  const log = options.log ?? createLog(settings.logLevel)
  const metrics = new Metrics()
  const registries = new JobRegistries({ registries: settings.registries, environment: env, metrics })
  const probot = await makeProbot(settings, log, options.octokit ?? AppOctokit)
  const { delays } = options
  const reviewer = loadReviewer(probot, { registries, log, metrics, limits, serverUrl: github.serverUrl, ...(delays ? { delays } : {}) })
  const front = new Front({
    webhookPath,
    webhookSecrets,
    log,
    metrics,
    receive: ({ id, name, payload }) => receive(probot, id, name, payload),
    isQueueReady: async () => true,
  })
  await front.listen(host, port, adminPort)
  log.info('listening', { port: front.port, version: VERSION })
  return { front, reviewer, log, lookForLost: makeSearch(reviewer, log) }
}

/** Probot as it is handed no Redis, no log of its own and no secret that it would make up. */
async function makeProbot({ appId, privateKey, webhookSecrets, github }: Settings, log: Log, octokit: typeof AppOctokit): Promise<Probot> {
  const secret = webhookSecrets.current
  const probot = new Probot({ appId, privateKey, secret, baseUrl: github.apiUrl, Octokit: octokit, log: frameLog(log) })
  await probot.ready()
  return probot
}

/** Probot's type asks for all of pino; it uses what a quiet log has. */
function frameLog(log: Log): Logger {
  const quiet: unknown = quietLog(log)
  return quiet as Logger
}

/** What nobody listens to is not handed on. */
async function receive(probot: Probot, id: string, name: string, payload: object): Promise<void> {
  const event = EVENTS.find(one => one === name)
  if (event !== undefined) await probot.receive({ id, name: event, payload } as Parameters<Probot['receive']>[0])
}

/** Reconciles until that could be done once, and sweeps each time; that GitHub cannot be reached ends nothing. */
function makeSearch(reviewer: Reviewer, log: Log): () => Promise<void> {
  let isReconciled = false
  return async () => {
    try {
      if (!isReconciled) await reviewer.reconcile()
      isReconciled = true
      const count = await reviewer.sweep()
      if (count > 0) log.info('GitHub was asked to deliver again what had failed', { count })
    } catch (error) {
      log.warn('what was lost could not be looked for', { error })
    }
  }
}
