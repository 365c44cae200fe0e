import { checkAccess, type Token } from '../access.ts'
import type { Files } from '../git/tree.ts'
import { IssueComment, type MinimizedReason } from '../issue-comment.ts'
import type { Fields } from '../json.ts'
import { FakePull } from '../pull.ts'
import { Review } from '../review.ts'
import { ReviewComment, ReviewThread } from '../review-comment.ts'
import type { World } from '../world.ts'
import { GraphError, type GraphField, type GraphNode, type GraphValue, plain } from './execute.ts'
import { issueCommentNode, nodeById, refNode, repositoryNode, reviewCommentNode, threadNode } from './nodes.ts'
import { commitNode } from './objects.ts'

const REASONS: readonly MinimizedReason[] = ['SPAM', 'ABUSE', 'OFF_TOPIC', 'OUTDATED', 'DUPLICATE', 'RESOLVED', 'LOW_QUALITY']

/** What a query may begin with. */
export function queryRoot(world: World, token: Token): GraphNode {
  const repository: GraphField = {
    args: ['owner', 'name', 'followRenames'],
    answer: args => {
      const name = `${args.text('owner')}/${args.text('name')}`
      const found = world.findRepository(name) ?? world.findMoved(name) // `followRenames` is true where it is not given
      if (found === undefined) throw new GraphError('NOT_FOUND', `Could not resolve to a Repository with the name '${name}'.`)
      return repositoryNode(found, token)
    },
  }
  const viewer: GraphNode = {
    type: 'User',
    fields: { login: plain(() => token.actor.account.login), databaseId: plain(() => token.actor.account.id) },
  }
  const node: GraphField = { args: ['id'], answer: args => nodeById(known(world, args.text('id')), token) }
  return { type: 'Query', fields: { repository, node, viewer: plain(() => viewer) } }
}

/** What a mutation may ask for: no more than an app needs that reviews, tidies up and offers a commit. */
export function mutationRoot(world: World, token: Token): GraphNode {
  return {
    type: 'Mutation',
    fields: {
      minimizeComment: mutation(['subjectId', 'classifier'], input => {
        const reason = REASONS.find(one => one === input.text('classifier'))
        if (reason === undefined) throw new GraphError('UNPROCESSABLE', `${input.text('classifier')} is no classifier`)
        return { minimizedComment: minimize(world, token, input.text('subjectId'), reason) }
      }),
      unminimizeComment: mutation(['subjectId'], input => ({
        unminimizedComment: minimize(world, token, input.text('subjectId'), undefined),
      })),
      resolveReviewThread: mutation(['threadId'], input => ({ thread: resolve(world, token, input.text('threadId'), true) })),
      unresolveReviewThread: mutation(['threadId'], input => ({ thread: resolve(world, token, input.text('threadId'), false) })),
      createCommitOnBranch: mutation(['branch', 'message', 'expectedHeadOid', 'fileChanges'], input => createCommit(world, token, input)),
    },
  }
}

function mutation(inputs: readonly string[], change: (input: Fields) => Readonly<Record<string, GraphValue>>): GraphField {
  return {
    args: [...inputs, 'clientMutationId'].map(name => `input.${name}`),
    answer: args => {
      const input = args.inside('input')
      const payload = { ...change(input), clientMutationId: input.optionalText('clientMutationId') ?? null }
      return { type: 'Payload', fields: Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, plain(() => value)])) }
    },
  }
}

function minimize(world: World, token: Token, id: string, reason: MinimizedReason | undefined): GraphNode | null {
  const comment = known(world, id)
  if (!(comment instanceof IssueComment || comment instanceof ReviewComment || comment instanceof Review)) throw unresolvable(id)
  checkAccess(token, comment.pull.repository, ['pull_requests', 'issues'], 'write')
  comment.minimized = reason
  if (comment instanceof IssueComment) return issueCommentNode(comment, token)
  return comment instanceof ReviewComment ? reviewCommentNode(comment, token) : nodeById(comment, token)
}

/** For an app, resolving needs the permission to write contents. */
function resolve(world: World, token: Token, id: string, isResolved: boolean): GraphNode {
  const thread = known(world, id)
  if (!(thread instanceof ReviewThread)) throw unresolvable(id)
  checkAccess(token, thread.pull.repository, ['contents'], 'write')
  thread.resolvedBy = isResolved ? token.actor : undefined
  return threadNode(thread, token)
}

/** A commit by the API: refused when the branch has moved, so nothing of another's is lost. */
function createCommit(world: World, token: Token, input: Fields): Readonly<Record<string, GraphValue>> {
  const branch = input.inside('branch')
  const repository = world.findRepository(branch.text('repositoryNameWithOwner'))
  if (repository === undefined) throw unresolvable(branch.text('repositoryNameWithOwner'))
  checkAccess(token, repository, ['contents'], 'write')
  const name = branch.text('branchName')
  const tip = repository.git.readRef(`refs/heads/${name}`)
  if (tip === undefined) throw new GraphError('NOT_FOUND', `The branch ${name} does not exist.`)
  const expected = input.text('expectedHeadOid')
  if (tip !== expected) throw new GraphError('STALE_DATA', `Expected branch to point to "${expected}" but it did not. Pull and try again.`)
  const message = [input.inside('message').text('headline'), input.inside('message').optionalText('body')].filter(Boolean).join('\n\n')
  const oid = repository.git.commitFiles(tip, filesOf(input.inside('fileChanges')), message, world.newSignature(token.actor.account))
  repository.moveBranch(name, oid, token.actor)
  return { commit: commitNode(repository, oid), ref: refNode(repository, `refs/heads/${name}`) }
}

function filesOf(changes: Fields): Files {
  const added = changes.items('additions').map(file => [file.text('path'), Buffer.from(file.text('contents'), 'base64')] as const)
  const gone = changes.items('deletions').map(file => [file.text('path'), null] as const)
  return Object.fromEntries([...added, ...gone])
}

/** What has been deleted can no longer be found by its id. */
function known(world: World, id: string): object {
  const value = world.findNode(id)
  const isGone =
    (value instanceof IssueComment && !value.pull.comments().includes(value)) ||
    (value instanceof ReviewComment && !value.pull.reviewComments.has(value.id)) ||
    (value instanceof FakePull && value.repository.isDeleted)
  if (value === undefined || isGone) throw unresolvable(id)
  return value
}

function unresolvable(id: string): GraphError {
  return new GraphError('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`)
}
