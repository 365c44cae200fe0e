import { type Errand, explainFailure } from './api-failure.ts'
import { ask, attemptCall } from './ask.ts'
import type { GitHubAccess, GitHubApi } from './github-api.ts'
import { askGraph, UnexpectedGraphAnswer } from './graph-service.ts'
import type { Authored } from './write-api.ts'

/** Whether somebody's words are our own. Anybody can write our markers: they alone prove nothing. */
export type IsOwn = (written: Authored) => boolean | Promise<boolean>

/** For an app: GitHub says through which app a comment came; where it does not, the account under which the app writes is known. */
export function isOfApp(app: { readonly id: number; readonly botLogin: string }): IsOwn {
  return ({ user, performed_via_github_app: via }) => (via ? via.id === app.id : user?.login === app.botLogin)
}

/** For whoever holds a token: a workflow's writes as `github-actions[bot]`. Who it is, is asked once, and only where it matters. */
export function isOfViewer(access: GitHubAccess): IsOwn {
  return async ({ user }) => user?.login === (await findViewer(access))
}

const viewers = new WeakMap<GitHubApi, Promise<string>>()

/** The login of the token's account, as REST names it: `github-actions[bot]`. One request for each client. */
export function findViewer(access: GitHubAccess): Promise<string> {
  const known = viewers.get(access.api)
  if (known !== undefined) return known
  const asked = askForViewer(access)
  viewers.set(access.api, asked)
  asked.catch(() => viewers.delete(access.api))
  return asked
}

async function askForViewer(access: GitHubAccess): Promise<string> {
  const errand = { subject: 'the account of the token', permission: 'pull-requests: write' }
  const outcome = await ask(access, errand, () =>
    askGraph(access, async () => {
      const answer = await access.api.graphql<{ readonly viewer?: { readonly login: string } }>('query { viewer { login } }', {})
      if (answer?.viewer === undefined) throw new UnexpectedGraphAnswer()
      return answer.viewer.login
    }),
  )
  return outcome.kind === 'answered' ? outcome.answer : askForUser(access, errand)
}

/** A workflow's token is nobody's that REST would name. */
async function askForUser(access: GitHubAccess, errand: Errand): Promise<string> {
  const attempt = await attemptCall(access, () => access.api.rest.users.getAuthenticated())
  if (attempt.kind === 'answered') return attempt.answer.data.login
  if (attempt.failure.kind === 'refused') return WORKFLOW_ACCOUNT
  throw explainFailure(errand, attempt.failure, attempt.thrown)
}

const WORKFLOW_ACCOUNT = 'github-actions[bot]'
