import type { App } from 'octokit'
import { UserError } from '../../src/index.ts'
import { findSecretFaults } from '../registry/registry-credentials.ts'
import { readEnvironment } from '../settings/environment.ts'
import type { GitHubAddress } from '../settings/github-address.ts'
import { readSettings, type Settings } from '../settings/settings.ts'
import type { DoctorInvocation } from './arguments.ts'
import { diagnoseClock } from './clock-diagnosis.ts'
import { type Diagnosis, note, ok, renderDiagnosis, wrong } from './diagnosis.ts'
import { appClient, attempt, type Refusal, revoke } from './github-client.ts'
import type { OperatorIo } from './operator-io.ts'
import { diagnoseEvents, diagnosePermissions } from './permission-diagnosis.ts'
import type { Flavour } from './permissions.ts'
import { diagnoseDeliveries, diagnoseHook } from './webhook-diagnosis.ts'

/** Looks at all that an operator can have wrong, says it as it goes, and answers 1 where something must be mended. Writes nothing anywhere. */
export async function doctor({ hasPinButton }: DoctorInvocation, io: OperatorIo): Promise<0 | 1> {
  let faults = 0
  for await (const diagnosis of examine(hasPinButton ? 'pin' : 'default', io)) {
    if (diagnosis.kind === 'wrong') faults += 1
    io.out(renderDiagnosis(diagnosis))
  }
  io.out(faults === 0 ? '\nAll is well.\n' : `\n${faults} to mend.\n`)
  return faults === 0 ? 0 : 1
}

async function* examine(flavour: Flavour, io: OperatorIo): AsyncGenerator<Diagnosis> {
  const reading = readAll(io)
  if (reading.kind === 'unreadable') {
    yield* reading.faults
    return
  }
  const { env, settings } = reading
  yield ok('the settings can be read, and no secret lies open')
  yield* examineRegistries(settings, env)
  yield* examineApp(settings, flavour, io)
}

type SettingsReading =
  | { readonly kind: 'read'; readonly env: OperatorIo['env']; readonly settings: Settings }
  | { readonly kind: 'unreadable'; readonly faults: readonly Diagnosis[] }

function readAll(io: OperatorIo): SettingsReading {
  try {
    const env = readEnvironment(io.cwd, io.env)
    return { kind: 'read', env, settings: readSettings(env) }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return { kind: 'unreadable', faults: thrown.message.split('\n').map(faultOf) }
  }
}

/** A message of the settings has its remedy behind the first semicolon. */
function faultOf(message: string): Diagnosis {
  const semicolon = message.indexOf('; ')
  if (semicolon === -1) return wrong(message, '.env.example explains each variable')
  return wrong(message.slice(0, semicolon), message.slice(semicolon + 2))
}

function examineRegistries({ registries }: Settings, env: OperatorIo['env']): readonly Diagnosis[] {
  const count = registries.entries.length
  if (count === 0) return [ok('only the well-known public registries are asked, as anybody may')]
  const faults = findSecretFaults(registries, env)
  if (faults.length > 0) return faults.map(fault => wrong(fault, 'mend PULL_POLICY_REGISTRIES, or what it refers to'))
  return [ok(`the registries file opens ${count} place${count === 1 ? '' : 's'}, and its secrets can be read`)]
}

async function* examineApp(settings: Settings, flavour: Flavour, io: OperatorIo): AsyncGenerator<Diagnosis> {
  const app = appClient(settings.github, settings.appId, settings.privateKey)
  const before = io.now()
  const answer = await attempt(app.octokit.request('GET /app'))
  if (!('data' in answer)) {
    if (answer.status !== undefined) yield diagnoseClock(answer.headers.date, before, io.now())
    yield refusedApp(answer, settings)
    return
  }
  yield diagnoseClock(answer.headers.date, before, io.now())
  const { data } = answer
  if (data === null) throw new Error('GitHub answered for no app')
  if (data.id !== settings.appId)
    yield wrong(`the key belongs to app ${data.id}, not to ${settings.appId}`, `set APP_ID=${data.id}, or use the other app's key`)
  else yield ok(`the key belongs to app ${data.id}, ${data.slug ?? data.name}`)
  const settingsUrl = settingsOf(data, settings)
  yield* diagnosePermissions(data.permissions, flavour, 'the app', `add it under Permissions & events: ${settingsUrl}/permissions`)
  yield* diagnoseEvents(data.events, settingsUrl)
  yield* examineHook(app, settings, settingsUrl)
  yield* examineInstallations(app, settings.github, flavour)
}

function refusedApp({ status, text }: Refusal, { github }: Settings): Diagnosis {
  if (status === undefined)
    return wrong(`${github.apiUrl} does not answer`, 'see that this machine reaches it; for an Enterprise Server set GHE_HOST')
  if (status === 401)
    return wrong(
      'GitHub does not know this key for this app',
      "compare APP_ID with the app's page, and generate a new private key there if need be; a wrong clock looks the same",
    )
  if (status === 404) return wrong('GitHub has no such app', 'compare APP_ID, and GHE_HOST, with where the app is registered')
  return wrong(`${text} where it was asked for the app`, 'try again; if it stays so, see https://www.githubstatus.com')
}

interface AppOwner {
  readonly slug?: string
  readonly owner: object | null
}

function settingsOf({ slug, owner }: AppOwner, { github }: Settings): string {
  const isOrganisation = owner !== null && 'type' in owner && owner.type === 'Organization' && 'login' in owner
  const place = isOrganisation ? `organizations/${String(Object(owner).login)}/settings` : 'settings'
  return `${github.serverUrl}/${place}/apps/${slug ?? ''}`
}

async function* examineHook(app: App, { webhookPath }: Settings, settingsUrl: string): AsyncGenerator<Diagnosis> {
  const config = await attempt(app.octokit.request('GET /app/hook/config'))
  if (!('data' in config)) {
    yield note(`${config.text} where it was asked for the webhook`, `look at it yourself: ${settingsUrl}`)
    return
  }
  yield* diagnoseHook(config.data, webhookPath, settingsUrl)
  const deliveries = await attempt(app.octokit.request('GET /app/hook/deliveries', { per_page: 100 }))
  if ('data' in deliveries) yield diagnoseDeliveries(deliveries.data, settingsUrl)
  else yield note(`${deliveries.text} where it was asked for deliveries`, `look at them yourself: ${settingsUrl}/advanced`)
}

/** Each costs a token; an operator with more than these looks at a sample. */
const MOST_INSTALLATIONS = 20

async function* examineInstallations(app: App, github: GitHubAddress, flavour: Flavour): AsyncGenerator<Diagnosis> {
  const answer = await attempt(app.octokit.request('GET /app/installations', { per_page: 100 }))
  if (!('data' in answer)) {
    yield note(`${answer.text} where it was asked for installations`, 'try again')
    return
  }
  const { data: installations } = answer
  if (installations.length === 0) yield note('the app is installed nowhere yet', 'install it on a repository')
  for (const { id, account, suspended_at: suspendedAt, html_url: url } of installations.slice(0, MOST_INSTALLATIONS)) {
    const name = `the installation on ${account !== null && 'login' in account ? account.login : `account ${id}`}`
    if (suspendedAt !== null) yield note(`${name} is suspended`, `unsuspend it, if that was not meant: ${url}`)
    else yield* examineInstallation(app, github, { id, name, url }, flavour)
  }
  if (installations.length > MOST_INSTALLATIONS)
    yield ok(`${installations.length - MOST_INSTALLATIONS} more installations were not looked at`)
}

interface NamedInstallation {
  readonly id: number
  readonly name: string
  readonly url: string
}

/** What the token's own answer says counts, not what the app asks for: new permissions wait until an owner accepts them. */
async function* examineInstallation(
  app: App,
  github: GitHubAddress,
  { id, name, url }: NamedInstallation,
  flavour: Flavour,
): AsyncGenerator<Diagnosis> {
  const parameters = { installation_id: id }
  const answer = await attempt(app.octokit.request('POST /app/installations/{installation_id}/access_tokens', parameters))
  if ('data' in answer) await revoke(github, answer.data.token)
  if ('data' in answer)
    yield* diagnosePermissions(answer.data.permissions ?? {}, flavour, name, `an owner of the account must accept it: ${url}`)
  else yield wrong(`${answer.text} where a token for ${name} was asked for`, `look at it: ${url}`)
}
