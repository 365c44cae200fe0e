import type { Probot } from 'probot'
import { ProbotOctokit } from 'probot'
import type { AppApi } from './app-api.ts'
import { type InstallationClient, identifyRequests } from './connection.ts'

/** GitHub as the app itself and as its installations. */
export interface AppClient {
  /** With the app's own credentials. */
  forApp(): Promise<AppApi>
  /** A new one each time, for one job. */
  forInstallation(installation: number): Promise<InstallationClient>
}

/**
 * Probot's Octokit with a bucket of its own for each installation: by default all share one, and twenty organisations wait for each other. Nothing
 * sleeps in memory for a limit. The function form of `defaults` is the one that reaches the throttle's options.
 */
export const AppOctokit = ProbotOctokit.defaults((options: ThrottledOptions) => ({
  ...options,
  throttle: {
    ...options.throttle,
    id: String(options.auth?.installationId ?? 'app'),
    onRateLimit: () => false,
    onSecondaryRateLimit: () => false,
  },
}))

/** What the throttle is told of an Octokit. */
type ThrottledOptions = { readonly auth?: { readonly installationId?: number }; readonly throttle?: object }

/** What Probot gives out. */
export function probotClient(app: Pick<Probot, 'auth'>): AppClient {
  const known = new WeakSet<object>()
  return {
    forApp: async () => {
      const client = await app.auth()
      if (!known.has(client)) identifyRequests(client)
      known.add(client)
      return client
    },
    forInstallation: installation => app.auth(installation),
  }
}
