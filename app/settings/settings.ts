import { NO_OPERATOR_REGISTRIES, type OperatorRegistries, readRegistriesFile, UserError } from '../../src/index.ts'
import { readWebhookSecrets, type WebhookSecrets } from '../front/webhook-secrets.ts'
import { LOG_LEVELS, type LogLevel } from '../log/log-level.ts'
import type { Environment } from './environment.ts'
import { type GitHubAddress, readGitHubAddress } from './github-address.ts'
import { readPrivateKey } from './private-key.ts'
import { readTrustedFile } from './secret-file.ts'

/** All that an operator decides, checked. Holds secrets: never to be logged. */
export interface Settings {
  readonly appId: number
  /** PEM. */
  readonly privateKey: string
  readonly webhookSecrets: WebhookSecrets
  readonly github: GitHubAddress
  readonly host: string
  readonly port: number
  /** Where `/metrics` is served instead of on `port`; null where both are one. */
  readonly adminPort: number | null
  readonly webhookPath: string
  readonly logLevel: LogLevel
  readonly registries: OperatorRegistries
  readonly limits: Limits
}

/** How much the app does at a time. */
export interface Limits {
  /** Jobs at a time. */
  readonly jobs: number
  /** Jobs at a time for one installation, so that a busy one leaves room for others. */
  readonly jobsPerInstallation: number
  /** Jobs that may wait; a webhook that comes when so many do is refused, and can be delivered again. */
  readonly waitingJobs: number
  /** Threads that read what pull requests hold. */
  readonly analysisThreads: number
  /** Seconds that the reading of one pull request may take. */
  readonly analysisSeconds: number
}

/**
 * Reads what the environment says. Throws one UserError for all that is wrong, a line each, which names the variable and the remedy and never
 * the value. Nothing is taken from `REDIS_URL`, and Probot is never to see it: it would put all installations into one bucket there.
 */
export function readSettings(env: Environment): Settings {
  const problems: string[] = []
  const read = <T>(take: (env: Environment) => T, otherwise: T): T => {
    try {
      return take(env)
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown
      problems.push(thrown.message)
      return otherwise
    }
  }
  const number = (name: string, range: NumberRange) => read(() => readNumber(env, name, range), range.otherwise)
  const settings: Settings = {
    appId: read(readAppId, 0),
    privateKey: read(readPrivateKey, ''),
    webhookSecrets: read(readWebhookSecrets, { current: '', previous: null }),
    github: read(readGitHubAddress, { apiUrl: '', serverUrl: '' }),
    host: env.HOST || '127.0.0.1',
    port: number('PORT', { least: 0, most: 65_535, otherwise: 3000 }),
    adminPort: env.ADMIN_PORT ? number('ADMIN_PORT', { least: 0, most: 65_535, otherwise: 0 }) : null,
    webhookPath: read(readWebhookPath, ''),
    logLevel: read(readLogLevel, 'info'),
    registries: read(readRegistries, NO_OPERATOR_REGISTRIES),
    limits: {
      jobs: number('PULL_POLICY_JOBS', { least: 1, most: 100, otherwise: 10 }),
      jobsPerInstallation: number('PULL_POLICY_JOBS_PER_INSTALLATION', { least: 1, most: 100, otherwise: 2 }),
      waitingJobs: number('PULL_POLICY_WAITING_JOBS', { least: 1, most: 1_000_000, otherwise: 10_000 }),
      analysisThreads: number('PULL_POLICY_ANALYSIS_THREADS', { least: 1, most: 64, otherwise: 2 }),
      analysisSeconds: number('PULL_POLICY_ANALYSIS_SECONDS', { least: 1, most: 300, otherwise: 10 }),
    },
  }
  if (problems.length > 0) throw new UserError('bad-configuration', problems.join('\n'))
  return settings
}

/** Every variable that is read, for the docs and their test. */
export const VARIABLES = [
  'APP_ID',
  'PRIVATE_KEY',
  'PRIVATE_KEY_PATH',
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_PREVIOUS',
  'WEBHOOK_PATH',
  'HOST',
  'PORT',
  'ADMIN_PORT',
  'GHE_HOST',
  'GHE_PROTOCOL',
  'GITHUB_API_URL',
  'LOG_LEVEL',
  'PULL_POLICY_REGISTRIES',
  'PULL_POLICY_JOBS',
  'PULL_POLICY_JOBS_PER_INSTALLATION',
  'PULL_POLICY_WAITING_JOBS',
  'PULL_POLICY_ANALYSIS_THREADS',
  'PULL_POLICY_ANALYSIS_SECONDS',
] as const

interface NumberRange {
  readonly least: number
  readonly most: number
  readonly otherwise: number
}

function readNumber(env: Environment, name: string, { least, most, otherwise }: NumberRange): number {
  const written = env[name] ?? ''
  if (written === '') return otherwise
  const value = /^\d{1,7}$/.test(written) ? Number(written) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UserError('bad-configuration', `${name} is no whole number from ${least} to ${most}; leave it out for ${otherwise}`)
}

function readAppId(env: Environment): number {
  const { APP_ID: written = '' } = env
  if (written === '')
    throw new UserError('bad-configuration', 'APP_ID is not set; set it to the number that the settings of the app show as App ID')
  if (/^[1-9]\d{0,14}$/.test(written)) return Number(written)
  throw new UserError(
    'bad-configuration',
    'APP_ID is no number; set it to the number that the settings of the app show as App ID (the Client ID is another thing)',
  )
}

function readWebhookPath(env: Environment): string {
  const path = env.WEBHOOK_PATH || '/api/github/webhooks'
  if (/^\/[A-Za-z0-9._~/-]*$/.test(path) && !OWN_PATHS.has(path)) return path
  throw new UserError('bad-configuration', 'WEBHOOK_PATH is no path of its own; write it as `/api/github/webhooks`')
}

const OWN_PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])

function readLogLevel(env: Environment): LogLevel {
  const written = env.LOG_LEVEL || 'info'
  const level = LOG_LEVELS.find(one => one === written)
  if (level !== undefined) return level
  throw new UserError('bad-configuration', `LOG_LEVEL is none of ${LOG_LEVELS.join(', ')}; leave it out for info`)
}

function readRegistries(env: Environment): OperatorRegistries {
  const { PULL_POLICY_REGISTRIES: path = '' } = env
  if (path === '') return NO_OPERATOR_REGISTRIES
  return readRegistriesFile(readTrustedFile(path, 'PULL_POLICY_REGISTRIES'), path)
}
