import { execFileSync } from 'node:child_process'
import { addFiles, makeTree } from './temporary-tree.ts'

/** A user's git that no configuration of the machine reaches. */
const ENV = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
}

/** Runs git as a user would, and answers with what it prints. */
export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', [...args], { cwd, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

/** A new repository with one commit on `main`. */
export function makeRepository(files: Readonly<Record<string, string>> = {}): string {
  const cwd = makeTree()
  git(cwd, 'init', '-q', '-b', 'main')
  commit(cwd, files)
  return cwd
}

let commits = 0

/** Commits the whole work tree after the given files are written, and answers with the commit's id. */
export function commit(cwd: string, files: Readonly<Record<string, string>> = {}): string {
  addFiles(cwd, files)
  git(cwd, 'add', '--all')
  commits += 1
  git(cwd, 'commit', '-q', '--allow-empty', '-m', `commit ${commits}`)
  return git(cwd, 'rev-parse', 'HEAD')
}
