import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { getSystemErrorMap } from 'node:util'
import { UserError } from '../user-error.ts'

/** A folder of a repository, and how git is to be run in it. */
export interface GitFolder {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** What a finished git left behind. */
export interface GitResult {
  readonly exitCode: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/**
 * Settings that win over the repository's own, which may come from a stranger and could name programs to run. Ownership is
 * not asked for (in a container job the checkout often belongs to another user), and nothing is fetched on the way:
 * transports are where a configuration's programs would be run. https://git-scm.com/docs/git-config
 */
const SETTINGS: Readonly<Record<string, string>> = {
  'safe.directory': '*',
  'core.fsmonitor': 'false',
  'core.hooksPath': '/dev/null',
  'core.pager': 'cat',
  'diff.external': '',
  'protocol.allow': 'never',
}

/** What every git is told by its environment. https://git-scm.com/docs/git#_environment_variables */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
}

/**
 * The folder from which git looks for the repository. Of the environment every `GIT_...` is left out: inside a hook
 * `GIT_DIR` and `GIT_INDEX_FILE` point elsewhere, and `GIT_EXTERNAL_DIFF` or `GIT_SSH_COMMAND` name programs.
 */
export function gitFolder(cwd: string, env: Readonly<Record<string, string | undefined>>): GitFolder {
  const inherited = Object.entries(env).filter(([name]) => !/^GIT_/i.test(name))
  return { cwd, env: Object.fromEntries([...inherited, ...Object.entries(ENVIRONMENT), ...settingsInEnvironment(SETTINGS)]) }
}

/** The same folder, where further settings win over the repository's own. */
export function withSettings({ cwd, env }: GitFolder, settings: Readonly<Record<string, string>>): GitFolder {
  return { cwd, env: { ...env, ...Object.fromEntries(settingsInEnvironment({ ...SETTINGS, ...settings })) } }
}

/** https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT */
function settingsInEnvironment(settings: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  const entries = Object.entries(settings)
  const written = entries.flatMap(([key, value], index): [string, string][] => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return [...written, ['GIT_CONFIG_COUNT', String(entries.length)]]
}

/** Starts git without a shell. That it cannot be started at all is told by {@link finishGit}. */
export function startGit({ cwd, env }: GitFolder, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn('git', ['--no-pager', ...args], { cwd, env, windowsHide: true })
}

/** Runs git to its end and collects what it says. */
export async function runGit(folder: GitFolder, args: readonly string[]): Promise<GitResult> {
  const git = startGit(folder, args)
  git.stdin.on('error', () => undefined).end()
  const chunks: Buffer[] = []
  git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = await finishGit(git)
  return { ...ended, stdout: Buffer.concat(chunks) }
}

/** Waits for git to end; the caller reads its output meanwhile. */
export function finishGit(git: ChildProcessWithoutNullStreams): Promise<Omit<GitResult, 'stdout'>> {
  let stderr = ''
  git.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    git.on('close', exitCode => resolve({ exitCode, stderr }))
    git.on('error', thrown =>
      reject(
        new UserError('git', `git could not be started: ${reasonOf(thrown)}. To review a range of commits, git must be installed`, {
          cause: thrown,
        }),
      ),
    )
  })
}

/** What the operating system refused, as part of a sentence: `no such file or directory`. */
function reasonOf(thrown: NodeJS.ErrnoException): string {
  return getSystemErrorMap().get(thrown.errno ?? 0)?.[1] ?? thrown.message
}

/** What git said last, for a message: it gives hints first and the fault at the end of its first paragraph. */
export function faultOf({ stderr }: Pick<GitResult, 'stderr'>): string {
  const fault = stderr.split('\n').find(line => /^(fatal|error): /.test(line))
  return fault?.replace(/^(fatal|error): /, '') ?? 'git gave no reason'
}
