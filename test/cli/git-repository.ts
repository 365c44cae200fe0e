import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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
  // A commit would look each time whether there is something to tidy up, by processes of its own.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
}

/** Runs git as a user would, and answers with what it prints. */
export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', [...args], { cwd, env: ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

/** Commits files on top of `main` that nobody needs on disk: thousands take no longer than a few. */
export function importCommit(cwd: string, files: Readonly<Record<string, string>>): void {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const changes = Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`)
  const head = `commit refs/heads/main\ncommitter a <a@example.org> 1 +0000\n${data('many files')}from refs/heads/main^0\n`
  execFileSync('git', ['fast-import', '--quiet'], { cwd, env: ENV, input: `${head}${changes.join('')}` })
}

/** A new repository with one commit on `main`. */
export function makeRepository(files: Readonly<Record<string, string>> = {}): string {
  const cwd = makeTree()
  git(cwd, 'init', '-q', '-b', 'main', '--template=')
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
  return lastCommit(cwd)
}

/** The newest line of HEAD's log is `<old> <new> <who> ...`: a process less than to ask git. */
function lastCommit(cwd: string): string {
  const lines = readFileSync(join(cwd, '.git/logs/HEAD'), 'utf8').trimEnd().split('\n')
  return lines.at(-1)?.split(' ')[1] ?? ''
}
