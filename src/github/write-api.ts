import type { Answer, GitHubAccess, GitHubApi, RepositoryName } from './github-api.ts'

/** Whoever wrote something; null where the account is gone. */
export type Author = { readonly login: string } | null

/** What authorship is told by. Of comments on lines GitHub does not say through which app they came. */
export type Authored = {
  readonly user?: Author
  readonly performed_via_github_app?: { readonly id: number } | null
}

/** One comment below a pull request's description. */
export type IssueComment = Authored & {
  readonly id: number
  readonly body?: string
  readonly html_url: string
}

/** One comment on lines of a pull request's diff, its own review's or an answer to another. */
export type ReviewComment = Authored & {
  readonly id: number
  readonly node_id: string
  readonly body: string
  readonly path: string
  readonly in_reply_to_id?: number
}

/** One check run, as lists show it. */
export type ListedCheckRun = {
  readonly id: number
  readonly external_id: string | null
  readonly status: string
  readonly conclusion: string | null
  readonly app: { readonly id: number } | null
  readonly output: {
    readonly title: string | null
    readonly summary: string | null
    readonly text: string | null
    readonly annotations_count: number
  }
}

/** One annotation of a check run in GitHub's own words. */
export type ApiAnnotation = {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: 'notice' | 'warning' | 'failure'
  readonly title: string
  readonly message: string
}

/** The same as it is read again. */
export type ListedAnnotation = {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly annotation_level: string | null
  readonly title: string | null
  readonly message: string | null
}

/** What a check run says: all that both its making and its changing take. */
export type CheckRunFields = {
  readonly details_url?: string
  readonly output: { title: string; summary: string; text?: string; annotations?: ApiAnnotation[] }
  readonly actions?: { label: string; description: string; identifier: string }[]
} & ({ status: 'in_progress' } | { status: 'completed'; conclusion: 'success' | 'failure' | 'neutral' })

/** The calls of an Octokit that reading and writing need. */
export interface GitHubWriteApi extends GitHubApi {
  readonly rest: GitHubApi['rest'] & {
    readonly pulls: {
      listReviewComments(
        parameters: RepositoryName & { pull_number: number; per_page: number; page: number },
      ): Promise<Answer<readonly ReviewComment[]>>
      createReview(
        parameters: RepositoryName & {
          pull_number: number
          commit_id: string
          event: 'COMMENT'
          body: string
          comments: { path: string; line: number; side: string; body: string }[]
        },
      ): Promise<unknown>
      updateReviewComment(parameters: RepositoryName & { comment_id: number; body: string }): Promise<unknown>
      deleteReviewComment(parameters: RepositoryName & { comment_id: number }): Promise<unknown>
    }
    readonly checks: {
      listForRef(
        parameters: RepositoryName & { ref: string; check_name: string; filter: 'latest'; app_id?: number; per_page: number },
      ): Promise<Answer<{ readonly check_runs: readonly ListedCheckRun[] }>>
      get(parameters: RepositoryName & { check_run_id: number }): Promise<Answer<ListedCheckRun>>
      listAnnotations(
        parameters: RepositoryName & { check_run_id: number; per_page: number; page: number },
      ): Promise<Answer<readonly ListedAnnotation[]>>
      create(
        parameters: RepositoryName & { name: string; head_sha: string; external_id: string } & CheckRunFields,
      ): Promise<Answer<{ readonly id: number }>>
      update(parameters: RepositoryName & { check_run_id: number } & CheckRunFields): Promise<unknown>
    }
    readonly issues: {
      listComments(
        parameters: RepositoryName & { issue_number: number; per_page: number; page: number },
      ): Promise<Answer<readonly IssueComment[]>>
      createComment(parameters: RepositoryName & { issue_number: number; body: string }): Promise<Answer<IssueComment>>
      updateComment(parameters: RepositoryName & { comment_id: number; body: string }): Promise<Answer<IssueComment>>
      deleteComment(parameters: RepositoryName & { comment_id: number }): Promise<unknown>
    }
  }
}

/** How GitHub is reached for one repository that is written to. */
export interface GitHubWriteAccess extends Omit<GitHubAccess, 'api'> {
  readonly api: GitHubWriteApi
}
