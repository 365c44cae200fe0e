import { ask } from './ask.ts'
import type { IsOwn } from './authorship.ts'
import { refusedAsGone, type WriteRefusal, write } from './write.ts'
import type { GitHubWriteAccess, IssueComment } from './write-api.ts'

/** The comment that is to be there. */
export interface StickyComment {
  readonly pullNumber: number
  /** First line of the body, by which the comment is found again. */
  readonly marker: string
  readonly isOwn: IsOwn
  /** Begins with the marker. A function makes it from what stands there now; null where nothing does. */
  readonly body: string | ((present: string | null) => string)
  /** `skip` where a first comment would say nothing that is worth one. */
  readonly whenAbsent: 'create' | 'skip'
}

/** What became of it. */
export type CommentOutcome =
  | { readonly kind: 'created' | 'edited' | 'unchanged'; readonly id: number; readonly url: string }
  | { readonly kind: 'skipped' }
  | WriteRefusal

/** GitHub refuses a longer one. In UTF-16 units. */
const LONGEST_BODY = 65_536

const PAGE_SIZE = 100

/**
 * Keeps one comment of ours on a pull request: made where there is none, changed where it says something else. Ours is what
 * begins with the marker and is by the author that is asked for. Of several, as two runs at the same time may make them,
 * the oldest stays and the others are deleted, so that both runs leave the same one.
 */
export async function keepComment(access: GitHubWriteAccess, wanted: StickyComment): Promise<CommentOutcome> {
  const { own, lastPage } = await findOwn(access, wanted, 1)
  const [oldest] = own
  if (oldest !== undefined) return keepOldest(access, wanted, oldest, own.slice(1))
  return makeFirst(access, wanted, lastPage)
}

async function makeFirst(access: GitHubWriteAccess, wanted: StickyComment, lastPage: number): Promise<CommentOutcome> {
  if (wanted.whenAbsent === 'skip') return { kind: 'skipped' }
  const errand = errandFor(wanted)
  const parameters = { ...access.repository, issue_number: wanted.pullNumber, body: bodyFor(wanted, null) }
  const made = await write(access, errand, () => access.api.rest.issues.createComment(parameters))
  if (made.kind === 'gone') return refusedAsGone(errand)
  if (made.kind === 'invalid') return { kind: 'refused', permission: '', reason: `GitHub answered 422, ${made.reason}` }
  if (made.kind === 'refused') return made
  return settleRace(access, wanted, made.answer.data, lastPage)
}

/** Another run may have been as quick, and a request whose answer was lost was made again: who comes second finds both. */
async function settleRace(access: GitHubWriteAccess, wanted: StickyComment, made: IssueComment, page: number): Promise<CommentOutcome> {
  const { own } = await findOwn(access, wanted, page)
  const [oldest] = own
  if (oldest !== undefined && oldest.id !== made.id) return keepOldest(access, wanted, oldest, own.slice(1))
  await deleteAll(access, wanted, own.slice(1))
  return { kind: 'created', id: made.id, url: made.html_url }
}

async function keepOldest(
  access: GitHubWriteAccess,
  wanted: StickyComment,
  oldest: IssueComment,
  others: readonly IssueComment[],
): Promise<CommentOutcome> {
  await deleteAll(access, wanted, others)
  const body = bodyFor(wanted, oldest.body ?? '')
  const place = { id: oldest.id, url: oldest.html_url }
  if (isSame(oldest.body ?? '', body)) return { kind: 'unchanged', ...place }
  const errand = errandFor(wanted)
  const parameters = { ...access.repository, comment_id: oldest.id, body }
  const changed = await write(access, errand, () => access.api.rest.issues.updateComment(parameters))
  switch (changed.kind) {
    case 'written':
      return { kind: 'edited', ...place }
    case 'gone':
      return keepAgain(access, wanted, oldest)
    case 'invalid':
      return { kind: 'refused', permission: '', reason: `GitHub answered 422, ${changed.reason}` }
    case 'refused':
      return changed
  }
}

/** Somebody has just deleted it; or it is still there, and the token may not know that it could be changed. */
async function keepAgain(access: GitHubWriteAccess, wanted: StickyComment, lost: IssueComment): Promise<CommentOutcome> {
  const { own } = await findOwn(access, wanted, 1)
  return own.some(({ id }) => id === lost.id) ? refusedAsGone(errandFor(wanted)) : keepComment(access, wanted)
}

/** One that is gone already was deleted by another run; one that may not be deleted is left. */
async function deleteAll(access: GitHubWriteAccess, wanted: StickyComment, comments: readonly IssueComment[]): Promise<void> {
  for (const { id } of comments) {
    await write(access, errandFor(wanted), () => access.api.rest.issues.deleteComment({ ...access.repository, comment_id: id }))
  }
}

/** Our comments from a page on, oldest first, and the page at which the list ends. */
async function findOwn(
  access: GitHubWriteAccess,
  { pullNumber, marker, isOwn }: StickyComment,
  firstPage: number,
): Promise<{ readonly own: readonly IssueComment[]; readonly lastPage: number }> {
  const errand = { subject: `the comments of pull request #${pullNumber}`, permission: 'pull-requests: write' }
  const own: IssueComment[] = []
  for (let page = firstPage; ; page += 1) {
    const parameters = { ...access.repository, issue_number: pullNumber, per_page: PAGE_SIZE, page }
    const { data } = await ask(access, errand, () => access.api.rest.issues.listComments(parameters))
    for (const comment of data) if (firstLine(comment.body ?? '') === marker && (await isOwn(comment))) own.push(comment)
    if (data.length < PAGE_SIZE) return { own: own.toSorted((one, other) => one.id - other.id), lastPage: page }
  }
}

function firstLine(body: string): string {
  return body.split(/\r?\n/, 1)[0] ?? ''
}

/** GitHub may keep other line breaks than were sent, and none at the end. */
function isSame(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

function plain(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd()
}

function bodyFor({ body }: StickyComment, present: string | null): string {
  return shorten(typeof body === 'string' ? body : body(present))
}

/** Cut at a line where it is too long after all; renderers keep to less. */
function shorten(body: string): string {
  if (body.length <= LONGEST_BODY) return body
  const end = body.lastIndexOf('\n', LONGEST_BODY)
  return body.slice(0, end > LONGEST_BODY / 2 ? end : LONGEST_BODY)
}

function errandFor({ pullNumber }: StickyComment) {
  return { subject: `the comment on pull request #${pullNumber}`, permission: 'pull-requests: write' }
}
