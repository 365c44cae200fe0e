import type { PullAnswer } from '../github/app-api.ts'
import type { AppAccess } from '../github/connection.ts'

/** A pull request as it is at the moment of asking. */
export interface PullState {
  readonly number: number
  /** Never so in an archived repository, where nothing can be written. */
  readonly isOpen: boolean
  readonly isDraft: boolean
  readonly head: string
  readonly headBranch: string
  readonly base: { readonly ref: string; readonly sha: string }
  /** Whether the head is in another repository, which may be gone or out of sight. */
  readonly isFork: boolean
  readonly changedFiles: number
  /** Comments below the description, anybody's. */
  readonly comments: number
  /** Remarks beside lines, anybody's. */
  readonly remarks: number
  /** The base repository under the name that it has now. */
  readonly repository: { readonly owner: string; readonly repo: string }
  readonly repositoryUrl: string
  readonly defaultBranch: string
  /** Whether more people can read it than those who were given access: an internal one is the whole enterprise's. */
  readonly isPublic: boolean
}

/** Looks at a pull request; undefined where it, or its repository, is gone or out of sight. */
export async function readPull({ api, repository }: Pick<AppAccess, 'api' | 'repository'>, number: number): Promise<PullState | undefined> {
  try {
    const { data } = await api.rest.pulls.get({ ...repository, pull_number: number })
    return pullState(number, data)
  } catch (thrown) {
    if (isGone(thrown)) return undefined
    throw thrown
  }
}

function pullState(number: number, pull: PullAnswer): PullState {
  const { head, base } = pull
  return {
    number,
    isOpen: pull.state === 'open' && base.repo.archived !== true,
    isDraft: pull.draft === true,
    head: head.sha,
    headBranch: head.ref,
    base: { ref: base.ref, sha: base.sha },
    isFork: head.repo?.id !== base.repo.id,
    changedFiles: pull.changed_files,
    comments: pull.comments,
    remarks: pull.review_comments,
    repository: { owner: base.repo.owner.login, repo: base.repo.name },
    repositoryUrl: base.repo.html_url,
    defaultBranch: base.repo.default_branch,
    isPublic: !base.repo.private || base.repo.visibility === 'internal',
  }
}

/** Whether GitHub said that there is nothing of that kind, for this token. */
export function isGone(thrown: unknown): boolean {
  return thrown instanceof Error && 'status' in thrown && (thrown.status === 404 || thrown.status === 410)
}
