import { checkAccess, type Token } from '../access.ts'
import type { Account, Actor } from '../accounts.ts'
import { IssueComment, type MinimizedReason } from '../issue-comment.ts'
import { FakePull } from '../pull.ts'
import { FakeRepository } from '../repository.ts'
import { Review } from '../review.ts'
import { ReviewComment, ReviewThread, threadsOf } from '../review-comment.ts'
import { connection } from './connection.ts'
import { GraphError, type GraphField, type GraphNode, type GraphValue, plain } from './execute.ts'
import { commitNode, gitObject } from './objects.ts'

/** A repository, for whoever may read it. */
export function repositoryNode(repository: FakeRepository, token: Token): GraphNode {
  checkAccess(token, repository, ['metadata'], 'read')
  const object: GraphField = {
    args: ['oid', 'expression'],
    answer: args => {
      checkAccess(token, repository, ['contents'], 'read')
      return gitObject(repository, args.optionalText('oid'), args.optionalText('expression'))
    },
  }
  const pullRequest: GraphField = { args: ['number'], answer: args => pullNode(findPull(repository, args.integer('number')), token) }
  return node('Repository', repository.nodeId, [], {
    databaseId: plain(() => repository.id),
    name: plain(() => repository.name),
    nameWithOwner: plain(() => repository.fullName),
    isPrivate: plain(() => repository.isPrivate),
    isArchived: plain(() => repository.isArchived),
    owner: plain(() => actorNode(repository.owner)),
    defaultBranchRef: plain(() => refNode(repository, `refs/heads/${repository.defaultBranch}`)),
    ref: { args: ['qualifiedName'], answer: args => refNode(repository, args.text('qualifiedName')) },
    object,
    pullRequest,
  })
}

/** A branch or other ref; null where there is none. */
export function refNode(repository: FakeRepository, name: string): GraphNode | null {
  const full = name.startsWith('refs/') ? name : `refs/heads/${name}`
  const oid = repository.git.readRef(full)
  if (oid === undefined) return null
  return node('Ref', `REF_kw${full}`, [], {
    name: plain(() => full.replace('refs/heads/', '')),
    target: plain(() => commitNode(repository, oid)),
  })
}

/** Anything with a GraphQL id that a test's client was given before. */
export function nodeById(value: object | undefined, token: Token): GraphNode | null {
  if (value instanceof FakeRepository) return repositoryNode(value, token)
  if (value instanceof FakePull) return pullNode(value, token)
  if (value instanceof IssueComment) return issueCommentNode(value, token)
  if (value instanceof ReviewComment) return reviewCommentNode(value, token)
  if (value instanceof ReviewThread) return threadNode(value, token)
  return value instanceof Review ? reviewNode(value, token) : null
}

/** A comment below the description. */
export function issueCommentNode(comment: IssueComment, token: Token): GraphNode {
  const url = comment.pull.htmlUrl(`#issuecomment-${comment.id}`)
  return node('IssueComment', comment.nodeId, ['Comment', 'Minimizable', 'UpdatableComment'], {
    ...commentFields(comment, token),
    url: plain(() => url),
  })
}

/** A comment on lines. */
export function reviewCommentNode(comment: ReviewComment, token: Token): GraphNode {
  const { anchor, pull } = comment
  return node('PullRequestReviewComment', comment.nodeId, ['Comment', 'Minimizable', 'UpdatableComment'], {
    ...commentFields(comment, token),
    path: plain(() => anchor.path),
    line: plain(() => comment.place()?.line ?? null),
    originalLine: plain(() => anchor.line ?? null),
    outdated: plain(() => isOutdated(comment)),
    diffHunk: plain(() => anchor.diffHunk),
    url: plain(() => pull.htmlUrl(`#discussion_r${comment.id}`)),
    pullRequestReview: plain(() => reviewNode(comment.review, token)),
  })
}

/** A thread; it is resolved and outdated as a whole. */
export function threadNode(thread: ReviewThread, token: Token): GraphNode {
  const comments = threadsOf(thread.pull).get(thread) ?? []
  const [root] = comments
  return node('PullRequestReviewThread', thread.nodeId, [], {
    isResolved: plain(() => thread.resolvedBy !== undefined),
    resolvedBy: plain(() => (thread.resolvedBy === undefined ? null : actorNode(thread.resolvedBy.account))),
    isOutdated: plain(() => root !== undefined && isOutdated(root)),
    isCollapsed: plain(() => thread.resolvedBy !== undefined || (root !== undefined && isOutdated(root))),
    path: plain(() => root?.anchor.path ?? ''),
    line: plain(() => root?.place()?.line ?? null),
    originalLine: plain(() => root?.anchor.line ?? null),
    startLine: plain(() => root?.anchor.startLine ?? null),
    diffSide: plain(() => root?.anchor.side ?? 'RIGHT'),
    viewerCanResolve: plain(() => token.permissions.contents === 'write'),
    comments: connection(
      'comments',
      () => comments,
      comment => reviewCommentNode(comment, token),
    ),
  })
}

function pullNode(pull: FakePull, token: Token): GraphNode {
  const { repository } = pull
  checkAccess(token, repository, ['pull_requests'], 'read')
  const mergeable = pull.trialMerge.kind === 'merged' ? 'MERGEABLE' : 'CONFLICTING'
  return node('PullRequest', pull.nodeId, [], {
    databaseId: plain(() => pull.id),
    number: plain(() => pull.number),
    title: plain(() => pull.title),
    body: plain(() => pull.body ?? ''),
    state: plain(() => (pull.merged === undefined ? pull.state.toUpperCase() : 'MERGED')),
    isDraft: plain(() => pull.isDraft),
    locked: plain(() => pull.isLocked),
    mergeable: plain(() => mergeable),
    isCrossRepository: plain(() => pull.isFromFork),
    author: plain(() => actorNode(pull.author)),
    headRefName: plain(() => pull.headBranch),
    headRefOid: plain(() => pull.headSha),
    baseRefName: plain(() => pull.baseBranch),
    baseRefOid: plain(() => pull.baseSha),
    changedFiles: plain(() => pull.changes().length),
    repository: plain(() => repositoryNode(repository, token)),
    comments: connection(
      'comments',
      () => pull.comments(),
      comment => issueCommentNode(comment, token),
    ),
    reviews: connection(
      'reviews',
      () => pull.reviews,
      review => reviewNode(review, token),
    ),
    reviewThreads: connection(
      'reviewThreads',
      () => [...threadsOf(pull).keys()],
      thread => threadNode(thread, token),
    ),
  })
}

function reviewNode(review: Review, token: Token): GraphNode {
  const { minimized } = review
  return node('PullRequestReview', review.nodeId, ['Comment', 'Minimizable'], {
    databaseId: plain(() => review.id),
    body: plain(() => review.body),
    state: plain(() => review.state),
    author: plain(() => actorNode(review.author.account)),
    viewerDidAuthor: plain(() => review.author.account === token.actor.account),
    isMinimized: plain(() => minimized !== undefined),
    minimizedReason: plain(() => minimized?.toLowerCase() ?? null),
    comments: connection(
      'comments',
      () => review.comments(),
      comment => reviewCommentNode(comment, token),
    ),
  })
}

interface Written {
  readonly id: number
  readonly body: string
  readonly author: Actor
  readonly minimized: MinimizedReason | undefined
  readonly createdAt: string
  readonly updatedAt: string
}

function commentFields(comment: Written, token: Token): Readonly<Record<string, GraphField>> {
  return {
    databaseId: plain(() => comment.id),
    body: plain(() => comment.body),
    author: plain(() => actorNode(comment.author.account)),
    viewerDidAuthor: plain(() => comment.author.account === token.actor.account),
    isMinimized: plain(() => comment.minimized !== undefined),
    minimizedReason: plain(() => comment.minimized?.toLowerCase() ?? null),
    createdAt: plain(() => comment.createdAt),
    updatedAt: plain(() => comment.updatedAt),
  }
}

/** Bots go without `[bot]` here, unlike in REST. */
function actorNode({ login, type, id }: Account): GraphNode {
  const shown = login.replace(/\[bot\]$/, '')
  return node(type, `U_kg${id.toString(36)}`, ['Actor'], { login: plain(() => shown), databaseId: plain(() => id) })
}

function isOutdated(comment: ReviewComment): boolean {
  return comment.anchor.line !== undefined && comment.place() === undefined
}

function findPull(repository: FakeRepository, number: number): FakePull {
  const pull = repository.pulls.get(number)
  if (pull === undefined) throw new GraphError('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`)
  return pull
}

function node(type: string, id: GraphValue, interfaces: readonly string[], fields: Readonly<Record<string, GraphField>>): GraphNode {
  return { type, interfaces: ['Node', ...interfaces], fields: { id: plain(() => id), ...fields } }
}
