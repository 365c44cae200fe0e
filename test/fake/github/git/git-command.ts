import { spawnSync } from 'node:child_process'

/** What a `git` command answered; a status other than 0 may be an answer too (a conflict), so the caller decides. */
export interface GitAnswer {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** Nothing of the machine's own git configuration may change what a test sees. */
export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Fake GitHub',
  GIT_AUTHOR_EMAIL: 'noreply@fake.invalid',
  GIT_COMMITTER_NAME: 'Fake GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@fake.invalid',
}

/** Runs `git` in a folder and waits: a fake's requests are few and small, and what is done in order needs no locks. */
export function askGit(folder: string, args: readonly string[], input?: Buffer): GitAnswer {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd: folder,
    env: GIT_ENVIRONMENT,
    maxBuffer: 1 << 30,
    ...(input !== undefined && { input }),
  })
  if (error !== undefined) throw new Error(`git ${args.join(' ')} did not run`, { cause: error })
  return { status: status ?? -1, stdout, stderr: stderr.toString('utf8') }
}

/** As {@link askGit}, where only success is expected. */
export function runGit(folder: string, args: readonly string[], input?: Buffer): Buffer {
  const { status, stdout, stderr } = askGit(folder, args, input)
  if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}
