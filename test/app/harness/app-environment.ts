import type { AppOptions, FakeApp } from '../../fake/github/app.ts'
import type { FakeGitHub } from '../../fake/github/fake-github.ts'

/** The app as `app.yml` registers it. */
export const APP_OPTIONS = {
  slug: 'pull-policy',
  permissions: { contents: 'read', pull_requests: 'write', checks: 'write', merge_queues: 'read' },
  events: ['pull_request', 'check_run', 'check_suite', 'merge_group', 'push', 'pull_request_review'],
} as const satisfies AppOptions

/** What the app is started with; whatever is not on this machine is behind a proxy that is not there. */
export function appEnvironment(github: FakeGitHub, app: FakeApp): Readonly<Record<string, string>> {
  return {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhook.secret,
    GHE_HOST: new URL(github.url).host,
    GHE_PROTOCOL: 'http',
    PORT: '0',
    LOG_LEVEL: 'debug',
    // Machines that run tests are busy with much else.
    PULL_POLICY_ANALYSIS_SECONDS: '60',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    HTTP_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: '127.0.0.1',
  }
}
