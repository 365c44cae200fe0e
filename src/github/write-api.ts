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

/** The calls of an Octokit that reading and writing need. */
export interface GitHubWriteApi extends GitHubApi {
  readonly rest: GitHubApi['rest'] & {
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
