import { type Logger, Probot } from 'probot'
import { UserError, VERSION } from '../src/index.ts'
import { loadReviewer } from './application.ts'
import { AppOctokit } from './clients.ts'
import { readEnvironment } from './environment.ts'
import { EVENTS } from './events.ts'
import { JobRegistries } from './job-registry.ts'
import { createLog, type Log } from './log.ts'
import { Metrics } from './metrics.ts'
import { quietLog } from './probot-log.ts'
import type { Reviewer } from './reviewer.ts'
import { Front } from './server.ts'
import { readSettings, type Settings } from './settings.ts'
import { logCrashes, stopOnSignals } from './shutdown.ts'

/** How often failed deliveries are looked for, in milliseconds. */
const SWEEP_INTERVAL = 5 * 60_000

/** Starts the app: settings, Probot with the reviewer in it, the front before it, and the search for what was lost meanwhile. */
async function start(): Promise<void> {
  const env = readEnvironment(process.cwd(), process.env)
  const settings = readSettings(env)
  const log = createLog(settings.logLevel)
  logCrashes(log)
  const metrics = new Metrics()
  const probot = await makeProbot(settings, log)
  const registries = new JobRegistries({ registries: settings.registries, environment: env, metrics })
  const { github, limits, webhookPath, webhookSecrets, host, port, adminPort } = settings
  const reviewer = loadReviewer(probot, { registries, log, metrics, limits, serverUrl: github.serverUrl })
  const front = new Front({
    webhookPath,
    webhookSecrets,
    log,
    metrics,
    receive: ({ id, name, payload }) => receive(probot, id, name, payload),
    isQueueReady: async () => true,
  })
  stopOnSignals({ front, drain: milliseconds => reviewer.drain(milliseconds), log })
  await front.listen(host, port, adminPort)
  log.info('listening', { port: front.port, version: VERSION })
  await lookForLost(reviewer, log)
}

/** Probot as it is handed no Redis, no log of its own and no secret that it would make up. */
async function makeProbot({ appId, privateKey, webhookSecrets, github }: Settings, log: Log): Promise<Probot> {
  const probot = new Probot({
    appId,
    privateKey,
    secret: webhookSecrets.current,
    baseUrl: github.apiUrl,
    Octokit: AppOctokit,
    log: frameLog(log),
  })
  await probot.ready()
  return probot
}

/** Probot's type asks for all of pino; it uses what a quiet log has. */
function frameLog(log: Log): Logger {
  const quiet: unknown = quietLog(log)
  return quiet as Logger
}

/** Whoever Probot does not know the event of, nobody listens to. */
async function receive(probot: Probot, id: string, name: string, payload: object): Promise<void> {
  const event = EVENTS.find(one => one === name)
  if (event !== undefined) await probot.receive({ id, name: event, payload } as Parameters<Probot['receive']>[0])
}

/** Now and every five minutes; whatever was not reviewed while nobody listened, until it could be found out once. */
async function lookForLost(reviewer: Reviewer, log: Log): Promise<void> {
  let isReconciled = false
  const look = async () => {
    try {
      if (!isReconciled) await reviewer.reconcile()
      isReconciled = true
      const count = await reviewer.sweep()
      if (count > 0) log.info('GitHub was asked to deliver again what had failed', { count })
    } catch (error) {
      log.warn('what was lost could not be looked for', { error })
    }
  }
  await look()
  setInterval(look, SWEEP_INTERVAL).unref()
}

try {
  await start()
} catch (thrown) {
  if (!(thrown instanceof UserError)) throw thrown
  process.stderr.write(`pull-policy cannot start:\n${thrown.message}\n`)
  process.exitCode = 2
}
