import type { Probot } from 'probot'
import { ProbotOctokit } from 'probot'
import type { AppApi } from './app-api.ts'
import { IDENTIFYING_HEADERS, type InstallationClient, identifyRequests } from './connection.ts'

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

/** What Probot's authentication hands to a maker of Octokits. */
interface ClientParts {
  readonly octokit: unknown
  readonly octokitOptions: { readonly baseUrl?: string; readonly auth?: object; readonly throttle?: object }
  /** Only with the credentials of an app. */
  readonly request?: { defaults(options: { baseUrl?: string; headers: Readonly<Record<string, string>> }): unknown }
}

/**
 * What Probot gives out. Installations get an Octokit of our kind, whatever Probot was given; and one that asks for tokens where
 * it asks for all else, which Probot's does not when it is told to renew one.
 */
export function probotClient(app: Pick<Probot, 'auth'>): AppClient {
  const known = new WeakSet<object>()
  const forApp = async () => {
    const client = await app.auth()
    if (!known.has(client)) identifyRequests(client)
    known.add(client)
    return client
  }
  return {
    forApp,
    forInstallation: async installationId => {
      const factory = ({ octokit: _, octokitOptions, ...auth }: ClientParts) => {
        const { baseUrl, throttle } = octokitOptions
        const request = auth.request?.defaults({ ...(baseUrl === undefined ? {} : { baseUrl }), headers: IDENTIFYING_HEADERS })
        return new AppOctokit({
          ...octokitOptions,
          throttle: { ...throttle, id: String(installationId) },
          auth: { ...octokitOptions.auth, ...auth, ...(request === undefined ? {} : { request }), installationId },
        })
      }
      const client: unknown = await (await forApp()).auth({ type: 'installation', installationId, factory })
      return client as InstallationClient
    },
  }
}
