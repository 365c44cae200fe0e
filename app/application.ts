import type { Probot } from 'probot'
import { NO_OPERATOR_REGISTRIES } from '../src/index.ts'
import { EVENTS } from './events/events.ts'
import { type AppClient, probotClient } from './github/clients.ts'
import { createLog } from './log/log.ts'
import { Metrics } from './metrics.ts'
import { JobRegistries } from './registry/job-registry.ts'
import { Reviewer, type ReviewerOptions } from './reviewer.ts'
import type { Environment } from './settings/environment.ts'
import { readGitHubAddress } from './settings/github-address.ts'
import { readSettings } from './settings/settings.ts'

/** The reviewer's parts but for the frame that it hangs in. */
export type ReviewerParts = Omit<ReviewerOptions, 'client'> & { readonly client?: AppClient }

/** Hangs a reviewer into Probot: whatever event comes is turned into jobs, and nothing is thrown but that the queue is full. */
export function loadReviewer(app: Pick<Probot, 'on' | 'auth'>, parts: ReviewerParts): Reviewer {
  const reviewer = new Reviewer({ client: probotClient(app), ...parts })
  app.on([...EVENTS], async ({ name, payload }) => {
    const event = EVENTS.find(one => one === name)
    if (event !== undefined) await reviewer.take(event, payload)
  })
  return reviewer
}

/**
 * What the environment says of a reviewer. With an `APP_ID` this is a server, and refuses whatever is not safe; without, as under `probot
 * receive`, there is a token and nothing to be kept.
 */
export function readParts(env: Environment): ReviewerParts {
  const metrics = new Metrics()
  if (env.APP_ID) {
    const { github, limits, logLevel, registries } = readSettings(env)
    const log = createLog(logLevel)
    return { registries: new JobRegistries({ registries, environment: env, metrics }), log, metrics, limits, serverUrl: github.serverUrl }
  }
  return {
    registries: new JobRegistries({ registries: NO_OPERATOR_REGISTRIES, environment: env, metrics }),
    log: createLog('info'),
    metrics,
    limits: { jobs: 1, jobsPerInstallation: 1, waitingJobs: 100, analysisThreads: 1, analysisSeconds: 10 },
    serverUrl: readGitHubAddress(env).serverUrl,
  }
}
