import type { AppApi } from './app-api.ts'

/** Who the app is on GitHub. */
export interface AppIdentity {
  readonly id: number
  /** The account under which it writes: `pull-policy[bot]`. */
  readonly botLogin: string
}

/** Asks GitHub who the app is, with the app's own credentials; with somebody's token instead, as `probot receive` has one, who that is. */
export async function readIdentity(api: AppApi): Promise<AppIdentity> {
  try {
    const { data } = await api.rest.apps.getAuthenticated()
    if (data === null) throw new Error('GitHub does not say who the app is')
    return { id: data.id, botLogin: `${data.slug ?? ''}[bot]` }
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown
    const { viewer } = await api.graphql<{ readonly viewer: { readonly login: string } }>('query { viewer { login } }', {})
    return { id: NO_APP, botLogin: viewer.login }
  }
}

/** Is the number of no app. */
const NO_APP = 0

function isRefusal(thrown: unknown): boolean {
  return thrown instanceof Error && 'status' in thrown && (thrown.status === 401 || thrown.status === 403)
}
