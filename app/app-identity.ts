import type { AppApi } from './app-api.ts'

/** Who the app is on GitHub. */
export interface AppIdentity {
  readonly id: number
  /** The account under which it writes: `pull-policy[bot]`. */
  readonly botLogin: string
}

/** Asks GitHub who the app is, with the app's own credentials. */
export async function readIdentity(api: AppApi): Promise<AppIdentity> {
  const { data } = await api.rest.apps.getAuthenticated()
  if (data === null) throw new Error('GitHub does not say who the app is')
  return { id: data.id, botLogin: `${data.slug ?? ''}[bot]` }
}
