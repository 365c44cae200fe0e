import { accountJson } from './accounts.ts'
import type { Commit, Signature } from './git/commit.ts'
import type { FileDiff } from './git/diff.ts'
import { shownPath } from './git/tree.ts'
import type { JsonObject } from './json.ts'
import type { FakeRepository } from './repository.ts'

/** A commit as the repository's own lists show it. */
export function commitJson(repository: FakeRepository, commit: Commit): JsonObject {
  const { world } = repository
  const url = repository.url(`/commits/${commit.oid}`)
  const accountOf = ({ name }: Signature) => {
    const account = world.findAccount(name)
    return account === undefined ? null : accountJson(world, account)
  }
  return {
    sha: commit.oid,
    node_id: `C_kw${commit.oid}`,
    url,
    html_url: repository.htmlUrl(`/commit/${commit.oid}`),
    comments_url: `${url}/comments`,
    commit: {
      url: repository.url(`/git/commits/${commit.oid}`),
      author: signatureJson(commit.author),
      committer: signatureJson(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: repository.url(`/git/trees/${commit.tree}`) },
      comment_count: 0,
      verification: UNSIGNED,
    },
    author: accountOf(commit.author),
    committer: accountOf(commit.committer),
    parents: commit.parents.map(sha => parentJson(repository, sha)),
  }
}

/** A commit as git's own data show it. */
export function gitCommitJson(repository: FakeRepository, commit: Commit): JsonObject {
  return {
    sha: commit.oid,
    node_id: `C_kw${commit.oid}`,
    url: repository.url(`/git/commits/${commit.oid}`),
    html_url: repository.htmlUrl(`/commit/${commit.oid}`),
    author: signatureJson(commit.author),
    committer: signatureJson(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: repository.url(`/git/trees/${commit.tree}`) },
    parents: commit.parents.map(sha => parentJson(repository, sha)),
    verification: UNSIGNED,
  }
}

/** One file of a pull request, a commit or a comparison. A patch that is too long is left out, as it is for binary files. */
export function diffEntryJson(repository: FakeRepository, change: FileDiff, head: string, base: string): JsonObject {
  const { limits } = repository.world
  const name = change.path.split('/').map(part => encodeURIComponent(shownPath(part)))
  const side = change.status === 'removed' ? base : head
  const isShown =
    change.patch !== undefined && change.patch.length <= limits.patchBytes && change.additions + change.deletions <= limits.patchLines
  return {
    sha: change.oid,
    filename: shownPath(change.path),
    ...(change.previousPath !== undefined && { previous_filename: shownPath(change.previousPath) }),
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: repository.htmlUrl(`/blob/${side}/${name.join('/')}`),
    raw_url: repository.htmlUrl(`/raw/${side}/${name.join('/')}`),
    contents_url: repository.url(`/contents/${name.join('%2F')}?ref=${side}`),
    ...(isShown && { patch: change.patch }),
  }
}

const UNSIGNED: JsonObject = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }

function signatureJson({ name, email, seconds }: Signature): JsonObject {
  return { name, email, date: new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') }
}

function parentJson(repository: FakeRepository, sha: string): JsonObject {
  return { sha, url: repository.url(`/git/commits/${sha}`), html_url: repository.htmlUrl(`/commit/${sha}`) }
}
