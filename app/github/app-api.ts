import type { GitHubWriteApi, ListedCheckRun, RepositoryName } from '../../src/index.ts'

/** The calls of an Octokit that the app needs beyond those that the core's edges make. */
export type AppApi = {
  graphql(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown>
  readonly rest: {
    readonly pulls: {
      get(parameters: RepositoryName & { pull_number: number }): Promise<Answer<PullAnswer>>
      list(
        parameters: RepositoryName & { state: 'open'; per_page: number; page: number },
      ): Promise<Answer<readonly { readonly number: number; readonly head: { readonly sha: string } }[]>>
    }
    readonly checks: {
      get(parameters: RepositoryName & { check_run_id: number }): Promise<Answer<ListedCheckRun & { readonly head_sha: string }>>
      update(
        parameters: RepositoryName & {
          check_run_id: number
          status: 'completed'
          conclusion: 'neutral'
          output: { title: string; summary: string }
        },
      ): Promise<unknown>
    }
    readonly repos: {
      getBranch(parameters: RepositoryName & { branch: string }): Promise<Answer<{ readonly protected: boolean }>>
      getCollaboratorPermissionLevel(parameters: RepositoryName & { username: string }): Promise<Answer<{ readonly permission: string }>>
    }
    readonly apps: {
      getAuthenticated(): Promise<Answer<{ readonly id: number; readonly slug?: string } | null>>
      listInstallations(parameters: Page): Promise<Answer<readonly { readonly id: number; readonly suspended_at: string | null }[]>>
      listReposAccessibleToInstallation(parameters: Page): Promise<Answer<{ readonly repositories: readonly RepositoryAnswer[] }>>
      listWebhookDeliveries(parameters: { per_page: number; cursor?: string }): Promise<DeliveriesAnswer>
      redeliverWebhookDelivery(parameters: { delivery_id: number }): Promise<unknown>
    }
  }
} & GitHubWriteApi

interface Answer<T> {
  readonly data: T
}

type Page = { per_page: number; page: number }

/** A pull request, as far as it matters here. */
export interface PullAnswer {
  readonly state: string
  readonly draft?: boolean
  readonly locked: boolean
  readonly changed_files: number
  readonly comments: number
  readonly review_comments: number
  readonly html_url: string
  readonly head: { readonly sha: string; readonly ref: string; readonly repo: { readonly id: number } | null }
  readonly base: { readonly sha: string; readonly ref: string; readonly repo: RepositoryAnswer & { readonly html_url: string } }
}

/** A repository in one of GitHub's lists. */
export interface RepositoryAnswer {
  readonly id: number
  readonly name: string
  readonly owner: { readonly login: string }
  readonly private: boolean
  /** As `public`, `private` or `internal`; an internal one is `private` too. */
  readonly visibility?: string
  readonly default_branch: string
  readonly archived?: boolean
}

/** Attempts to deliver webhooks, newest first. */
export interface DeliveriesAnswer {
  readonly data: readonly WebhookDelivery[]
  readonly headers: { readonly link?: string }
}

/** One attempt. */
export interface WebhookDelivery {
  readonly id: number
  readonly guid: string
  readonly delivered_at: string
  readonly redelivery: boolean
  readonly status_code: number
  readonly event: string
}
