import { DOCS_URL, type MarkdownContext, TOOL } from '../../src/index.ts'
import type { Environment } from '../inputs.ts'
import type { Settings } from '../reading/configuration.ts'
import type { ReviewedSubject } from '../review-subject.ts'

/** What summary, comment and check say besides the review, in the same words as the app. */
export function markdownContext(
  { review, settings, head, base }: ReviewedSubject,
  { askedAt, suggested }: Pick<MarkdownContext, 'askedAt' | 'suggested'>,
  env: Environment,
): MarkdownContext {
  return {
    tool: TOOL,
    threshold: thresholdOf(settings),
    docsUrl: DOCS_URL,
    repositoryUrl: repositoryUrl(env),
    headSha: head,
    base,
    configuration: settings.ref === null ? null : { path: settings.path, ref: settings.ref },
    profile: settings.config.profile,
    askedAt,
    credentials: 'job',
    patch: review.patches,
    suggested,
  }
}

/** When a review fails. */
export function thresholdOf({ config }: Settings): MarkdownContext['threshold'] {
  return { failOn: config.failOn, failsOnSkipped: config.failOnSkipped }
}

/** Page of the repository in which the workflow runs; GitHub's own where the runner does not say whose it is. */
export function repositoryUrl(env: Environment): string {
  return `${env.GITHUB_SERVER_URL || 'https://github.com'}/${env.GITHUB_REPOSITORY}`
}
