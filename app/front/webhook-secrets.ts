import { UserError } from '../../src/index.ts'
import type { Environment } from '../settings/environment.ts'

/** What webhooks are signed with: the secret, and the one before it while GitHub is being told of the new one. */
export interface WebhookSecrets {
  readonly current: string
  readonly previous: string | null
}

/** Shorter ones can be guessed from one delivery. */
const LEAST_LENGTH = 16

/** Words that stand where a secret is to be filled in; Probot takes the first for granted where none is set. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['development', 'changeme', 'change-me', 'your-webhook-secret', 'secret'])

/** `WEBHOOK_SECRET`, and `WEBHOOK_SECRET_PREVIOUS` during a rotation. Throws a UserError that names the variable and never quotes the value. */
export function readWebhookSecrets(env: Environment): WebhookSecrets {
  const { WEBHOOK_SECRET: current = '', WEBHOOK_SECRET_PREVIOUS: previous = '' } = env
  if (current === '')
    throw new UserError(
      'bad-configuration',
      'WEBHOOK_SECRET is not set; anybody could send webhooks then. Make one with `openssl rand -hex 32` and enter it in the settings of the app too',
    )
  refuseWeak(current, 'WEBHOOK_SECRET')
  if (previous === '') return { current, previous: null }
  refuseWeak(previous, 'WEBHOOK_SECRET_PREVIOUS')
  return { current, previous }
}

function refuseWeak(secret: string, name: string): void {
  const fault = faultOf(secret)
  if (fault !== undefined)
    throw new UserError(
      'bad-configuration',
      `${name} ${fault}; make one with \`openssl rand -hex 32\` and enter it in the settings of the app too`,
    )
}

function faultOf(secret: string): string | undefined {
  if (PLACEHOLDERS.has(secret.toLowerCase())) return 'is a word that everybody knows'
  if (secret.trim() !== secret) return 'begins or ends with white space'
  return secret.length < LEAST_LENGTH ? `is shorter than ${LEAST_LENGTH} characters` : undefined
}
