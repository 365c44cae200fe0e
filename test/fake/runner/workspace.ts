import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runGit } from '../github/git/git-command.ts'
import type { WorkflowEvent } from './workflow-event.ts'

/** What `actions/checkout` was asked for; `none` is a job without it. */
export interface Checkout {
  /** Commits of history: 1 is checkout's default, `full` its `fetch-depth: 0`. */
  readonly depth: number | 'full' | 'none'
  /** Folders of a sparse checkout: other files are in the commit, and not on disk. */
  readonly sparse?: readonly string[]
  /** Checkout's `path`: a folder below the workspace. */
  readonly path?: string
}

/** Makes a workspace for an event, as `actions/checkout` does, from the fake's own repository. Its `origin` can be fetched from. */
export function makeWorkspace(event: WorkflowEvent, checkout: Checkout): string {
  const { repository } = event
  const workspace = join(repository.world.newFolder('work'), repository.name, repository.name)
  const folder = join(workspace, checkout.path ?? '')
  mkdirSync(folder, { recursive: true })
  if (checkout.depth === 'none') return workspace
  runGit(folder, ['init', '--quiet', '--initial-branch', 'unused'])
  runGit(folder, ['remote', 'add', 'origin', pathToFileURL(repository.git.path).href])
  fetch(folder, event, checkout)
  if (checkout.sparse !== undefined) runGit(folder, ['sparse-checkout', 'set', ...checkout.sparse])
  runGit(folder, ['checkout', '--quiet', '--force', ...targetOf(event)])
  return workspace
}

function fetch(folder: string, event: WorkflowEvent, { depth, sparse }: Checkout): void {
  const wanted = `+${event.sha}:${trackingRef(event.ref)}`
  const partial = sparse === undefined ? [] : ['--filter=blob:none']
  const options = ['fetch', '--quiet', '--no-recurse-submodules', ...partial]
  if (depth === 'full') runGit(folder, [...options, 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*', wanted])
  else runGit(folder, [...options, '--no-tags', `--depth=${depth}`, 'origin', wanted])
}

/** A branch is checked out by its name, everything else detached. */
function targetOf({ ref }: WorkflowEvent): readonly string[] {
  if (!ref.startsWith('refs/heads/')) return [trackingRef(ref)]
  return ['-B', ref.slice('refs/heads/'.length), trackingRef(ref)]
}

function trackingRef(ref: string): string {
  if (ref.startsWith('refs/heads/')) return ref.replace('refs/heads/', 'refs/remotes/origin/')
  return ref.startsWith('refs/pull/') ? ref.replace('refs/pull/', 'refs/remotes/pull/') : ref
}
