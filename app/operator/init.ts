import { join } from 'node:path'
import { UserError } from '../../src/index.ts'
import { type GitHubAddress, readGitHubAddress } from '../settings/github-address.ts'
import type { InitInvocation } from './arguments.ts'
import { anonymousClient, refusalOf } from './github-client.ts'
import { manifestOf } from './manifest.ts'
import { serveManifestPage } from './manifest-page.ts'
import { refuseToOverwrite, writeNewSecretFile } from './new-files.ts'
import type { OperatorIo } from './operator-io.ts'

const ENV_FILE = '.env'
const KEY_FILE = 'pull-policy-app.private-key.pem'
const DEFAULT_WEBHOOK_PATH = '/api/github/webhooks'

/** Registers an app by GitHub's manifest flow and writes down its secrets. Settles once they are written. */
export async function init(invocation: InitInvocation, io: OperatorIo): Promise<0> {
  refuseToOverwrite(io.cwd, [ENV_FILE, KEY_FILE])
  const github = readGitHubAddress(io.env)
  const webhookUrl = parseWebhookUrl(invocation.webhookUrl ?? (await askForWebhookUrl(io)))
  const { name, hasPinButton, isPublic, port, org } = invocation
  const page = await serveManifestPage({
    port,
    target: `${github.serverUrl}/${org === undefined ? '' : `organizations/${org}/`}settings/apps/new`,
    manifest: redirectUrl =>
      manifestOf({ flavour: hasPinButton ? 'pin' : 'default', name, webhookUrl: webhookUrl.href, redirectUrl, isPublic }),
  })
  try {
    io.err(
      `Open this page in a browser on this machine, and press its button:\n\n    ${page.url}\n\n${withoutBrowser(page.url)}\nWaiting for GitHub ...\n`,
    )
    const app = await convert(await page.code, github)
    writeNewSecretFile(join(io.cwd, KEY_FILE), app.pem)
    writeNewSecretFile(join(io.cwd, ENV_FILE), renderEnv(app, github, webhookUrl))
    io.out(nextSteps(app))
    return 0
  } finally {
    page.close()
  }
}

function withoutBrowser(url: string): string {
  const { port } = new URL(url)
  return `Without a browser here, bring the page to where there is one: ssh -L ${port}:127.0.0.1:${port} THIS-MACHINE\n`
}

async function askForWebhookUrl({ question }: OperatorIo): Promise<string> {
  if (question === undefined)
    throw new UserError(
      'usage',
      '--webhook-url is not given, and there is no terminal to ask at; name the address under which GitHub reaches the app',
    )
  return question('Under which address will GitHub reach the app? (as https://pull-policy.example.com) ')
}

/** Where only a host is given, webhooks go to the path that the app listens on. */
function parseWebhookUrl(written: string): URL {
  const url = URL.parse(written.trim())
  const isLoopback = url !== null && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback)) || url.username !== '' || url.hash !== '')
    throw new UserError(
      'usage',
      '--webhook-url: expected an address as https://pull-policy.example.com; GitHub signs webhooks but does not hide them, so http is not taken',
    )
  if (url.pathname === '/') url.pathname = DEFAULT_WEBHOOK_PATH
  return url
}

interface RegisteredApp {
  readonly id: number
  readonly slug: string
  readonly htmlUrl: string
  readonly pem: string
  readonly webhookSecret: string
}

async function convert(code: string, github: GitHubAddress): Promise<RegisteredApp> {
  try {
    const { data } = await anonymousClient(github).request('POST /app-manifests/{code}/conversions', { code })
    const { id, slug, html_url: htmlUrl, pem, webhook_secret: webhookSecret } = data
    if (webhookSecret === null || slug === undefined)
      throw new UserError('github', 'GitHub made the app without a webhook secret; delete it there and try again')
    return { id, slug, htmlUrl, pem, webhookSecret }
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown
    const { status, text } = refusalOf(thrown)
    const hint =
      status === 404 ? 'the code was used before, or is more than an hour old; delete the app there and start again' : 'try again'
    throw new UserError('github', `the secrets of the app could not be fetched: ${text}; ${hint}`, { cause: thrown })
  }
}

function renderEnv({ id, webhookSecret }: RegisteredApp, { apiUrl }: GitHubAddress, webhookUrl: URL): string {
  const lines = [
    '# Written by `pull-policy-app init`; .env.example explains each variable, and has more.',
    `APP_ID=${id}`,
    `PRIVATE_KEY_PATH=${KEY_FILE}`,
    `WEBHOOK_SECRET=${webhookSecret}`,
    ...(webhookUrl.pathname === DEFAULT_WEBHOOK_PATH ? [] : [`WEBHOOK_PATH=${webhookUrl.pathname}`]),
    ...(apiUrl === 'https://api.github.com' ? [] : [`GITHUB_API_URL=${apiUrl}`]),
  ]
  return `${lines.join('\n')}\n`
}

function nextSteps({ id, slug, htmlUrl }: RegisteredApp): string {
  return `${slug} is registered as app ${id}. Its secrets are in ${ENV_FILE} and ${KEY_FILE}; keep both out of git.

Next:
  1. Install it on repositories: ${htmlUrl}/installations/new
  2. Run it here: pull-policy-app start
     or in Kubernetes: kubectl create secret generic ${slug} --from-env-file=${ENV_FILE} --from-file=${KEY_FILE}
  3. See whether all is right: pull-policy-app doctor
`
}
