import { ask } from './ask.ts'
import type { IsOwn } from './authorship.ts'
import type { GitHubWriteAccess, ReviewComment } from './write-api.ts'

/** A suggestion of ours as it is found on a pull request. */
export interface OwnSuggestion {
  readonly comment: ReviewComment
  readonly fingerprint: string
  /** Whether it is already marked as mended. */
  readonly isMended: boolean
  /** Whether somebody answered it. */
  readonly isAnswered: boolean
}

const PAGE_SIZE = 100

/** The last line of a suggestion's body, whose author must be asked for too. */
const MARKER = /^<!-- pull-policy:suggestion ([0-9a-f]+)( mended)? -->$/

/** Finds our suggestions, resolved and outdated ones too. */
export async function listOwnSuggestions(
  access: GitHubWriteAccess,
  { pullNumber, isOwn }: { readonly pullNumber: number; readonly isOwn: IsOwn },
): Promise<readonly OwnSuggestion[]> {
  const comments = await listComments(access, pullNumber)
  const answered = new Set(comments.map(({ in_reply_to_id }) => in_reply_to_id))
  const own: OwnSuggestion[] = []
  for (const comment of comments) {
    const [, fingerprint, mended] = MARKER.exec(comment.body.trimEnd().split(/\r?\n/).at(-1) ?? '') ?? []
    if (fingerprint === undefined || !(await isOwn(comment))) continue
    own.push({ comment, fingerprint, isMended: mended !== undefined, isAnswered: answered.has(comment.id) })
  }
  return own
}

async function listComments(access: GitHubWriteAccess, pullNumber: number): Promise<readonly ReviewComment[]> {
  const errand = { subject: `the remarks on pull request #${pullNumber}`, permission: 'pull-requests: write' }
  const comments: ReviewComment[] = []
  for (let page = 1; ; page += 1) {
    const parameters = { ...access.repository, pull_number: pullNumber, per_page: PAGE_SIZE, page }
    const { data } = await ask(access, errand, () => access.api.rest.pulls.listReviewComments(parameters))
    comments.push(...data)
    if (data.length < PAGE_SIZE) return comments
  }
}

/** What an answered suggestion says once it is over; its fingerprint stays, so that it is not made again. */
export function mendedBody(fingerprint: string, head: string): string {
  return `Mended in ${head.slice(0, 7)}.\n<!-- pull-policy:suggestion ${fingerprint} mended -->`
}
