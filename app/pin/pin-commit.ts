import { readCommitFiles } from '../../src/index.ts'
import type { JobSender } from '../events/job.ts'
import type { PullPlan } from '../review/pull-plan.ts'
import { applyPatch, pathsOfPatch } from './patch-application.ts'

const MUTATION = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`

/** Commits a plan's patch to the branch of its pull request, if it still ends where it was read. Answers with why it was not done, in words. */
export async function commitPins(plan: PullPlan, sender: JobSender, serverUrl: string): Promise<string | undefined> {
  const { access, pull, patch } = plan
  const additions = await pinnedFiles(plan)
  if (additions === undefined) return 'the files are not as the patch has them'
  const count = patch.split('\n').filter(line => line.startsWith('+') && !line.startsWith('+++ ')).length
  const input = {
    branch: { repositoryNameWithOwner: `${pull.repository.owner}/${pull.repository.repo}`, branchName: pull.headBranch },
    expectedHeadOid: pull.head,
    message: { headline: `Pin ${count === 1 ? 'an image' : `${count} images`} by digest`, body: bodyFor(sender, pull.number, serverUrl) },
    fileChanges: { additions },
  }
  try {
    await access.api.graphql(MUTATION, { input })
    return undefined
  } catch (thrown) {
    if (isRefusal(thrown)) return 'GitHub did not take the commit: the branch has moved on, or its rules forbid it'
    throw thrown
  }
}

async function pinnedFiles({ access, pull, patch }: PullPlan) {
  const additions: { readonly path: string; readonly contents: string }[] = []
  for await (const file of readCommitFiles(access, pull.head, pathsOfPatch(patch))) {
    const text = file.kind === 'bytes' ? decode(file.bytes) : undefined
    const pinned = text === undefined ? undefined : applyPatch(patch, file.path, text)
    if (pinned === undefined) return undefined
    additions.push({ path: file.path, contents: Buffer.from(pinned).toString('base64') })
  }
  return additions.length === 0 ? undefined : additions
}

function decode(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('utf8')
  return Buffer.from(text).equals(bytes) ? text : undefined
}

/** https://docs.github.com/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors */
function bodyFor({ id, login }: JobSender, number: number, serverUrl: string): string {
  const host = new URL(serverUrl).hostname
  return `Asked for by ${login} with the button of the check on #${number}.\n\nCo-authored-by: ${login} <${id}+${login}@users.noreply.${host}>`
}

/** Answered, and with errors in it: https://github.com/octokit/graphql.js */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'GraphqlResponseError'
}
