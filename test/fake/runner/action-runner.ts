import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Permissions } from '../github/access.ts'
import type { FakeGitHub } from '../github/fake-github.ts'
import { type ActionMetadata, readActionMetadata } from './action-metadata.ts'
import type { ShownAnnotation } from './annotation.ts'
import type { RunnerCommand } from './command.ts'
import { type CommandFiles, environmentOf, makeCommandFiles, type StepSetting } from './environment.ts'
import { parseFileCommand } from './file-command.ts'
import { LineSplitter } from './line-splitter.ts'
import { SecretMasker } from './secrets.ts'
import { StepLog } from './step-log.ts'
import type { WorkflowEvent } from './workflow-event.ts'
import { type Checkout, makeWorkspace } from './workspace.ts'

/** One step: which action, for which event, with what. */
export interface StepOptions {
  readonly github: FakeGitHub
  /** The action's folder, with its `action.yml`. */
  readonly action: string
  readonly event: WorkflowEvent
  readonly inputs?: Readonly<Record<string, string>>
  /** The job's checkout, or a workspace that is there already; checkout's default where neither is said. */
  readonly checkout?: Checkout
  readonly workspace?: string
  /** What the job's token may do, where the event leaves it a choice. */
  readonly permissions?: Permissions
  readonly env?: Readonly<Record<string, string>>
  /** Values of the repository's secrets; the runner hides them. */
  readonly secrets?: readonly string[]
  readonly isDebug?: boolean
  /**
   * Which commands the action means to give; by default those that `@actions/core` gives by printing. A forged annotation at the
   * beginning of a line looks like one of these: where that matters, say what the action's own look like.
   */
  readonly isIntended?: (command: RunnerCommand) => boolean
  /** Milliseconds until the step is ended. */
  readonly timeout?: number
}

/** What GitHub would show of a step. */
export interface StepResult {
  readonly conclusion: 'success' | 'failure'
  readonly exitCode: number
  /** Those that GitHub keeps: ten of a kind. */
  readonly annotations: readonly ShownAnnotation[]
  readonly droppedAnnotations: number
  /** `undefined` where nothing was written, or more than GitHub takes. */
  readonly summary: string | undefined
  readonly outputs: Readonly<Record<string, string>>
  /** What the log shows, secrets hidden. */
  readonly log: string
  readonly commands: readonly RunnerCommand[]
  /** Commands that nobody meant to give: text of somebody else's came to be read as one. */
  readonly unintendedCommands: readonly RunnerCommand[]
  /** Lines that would have been commands while commands were stopped. */
  readonly stoppedCommands: readonly RunnerCommand[]
  /** Both streams as they were printed, with nothing hidden, to look for what must not be there. */
  readonly printed: string
  readonly token: string
  readonly workspace: string
  readonly temp: string
  /** Milliseconds that the process ran. */
  readonly duration: number
}

/** The largest summary that GitHub takes, in bytes. A larger one is dropped whole. */
const SUMMARY_BYTES = 1024 * 1024
const TIMEOUT = 30_000

/** Runs an action as a Linux runner does: in its workspace, with its environment and nothing else, its output read for commands. */
export async function runAction(options: StepOptions): Promise<StepResult> {
  const { event, action } = options
  const metadata = readActionMetadata(action)
  const token = tokenFor(options)
  const workspace = options.workspace ?? makeWorkspace(event, options.checkout ?? { depth: 1 })
  const temp = event.repository.world.newFolder('runner-temp')
  const setting = {
    event,
    action,
    metadata,
    inputs: options.inputs ?? {},
    token,
    workspace,
    temp,
    isDebug: options.isDebug === true,
    env: options.env ?? {},
  }
  const secrets = new SecretMasker()
  for (const secret of [token, `x-access-token:${token}`, ...(options.secrets ?? [])]) secrets.add(secret)
  const log = new StepLog(workspace, secrets, setting.isDebug)
  warnOfUnknownInputs(metadata, setting.inputs, log)
  const files = makeCommandFiles(temp)
  const { exitCode, printed, duration } = await run(setting, files, log, options.timeout ?? TIMEOUT)
  const outputs = readOutputs(files, log)
  readEnvironmentFile(files, log)
  const summary = readSummary(files.summary, log, secrets)
  const known = [token, ...(options.secrets ?? [])]
  const isIntended = options.isIntended ?? (command => isGivenByToolkit(command, known))
  return {
    conclusion: exitCode === 0 && !log.hasFailed ? 'success' : 'failure',
    exitCode,
    annotations: log.annotations,
    droppedAnnotations: log.dropped,
    summary,
    outputs,
    log: log.lines.join('\n'),
    commands: log.commands,
    unintendedCommands: log.commands.filter(command => !isIntended(command)),
    stoppedCommands: log.stopped,
    printed,
    token,
    workspace,
    temp,
    duration,
  }
}

/**
 * The commands that `@actions/core` prints: the newer form, on stdout, at a line's very beginning, and masks for known secrets only.
 * Outputs, variables and state go by files.
 */
function isGivenByToolkit({ version, stream, line, name, data }: RunnerCommand, known: readonly string[]): boolean {
  if (version !== 2 || stream !== 'stdout' || !line.startsWith('::')) return false
  return name === 'add-mask' ? known.includes(data) : ['error', 'warning', 'notice', 'debug', 'group', 'endgroup'].includes(name)
}

function tokenFor({ github, event, permissions }: StepOptions): string {
  return event.isReadOnly ? github.readOnlyToken(event.repository) : github.actionsToken(event.repository, permissions)
}

function warnOfUnknownInputs({ inputs }: ActionMetadata, given: Readonly<Record<string, string>>, log: StepLog): void {
  const known = new Set([...inputs.keys()].map(name => name.toLowerCase()))
  const unknown = Object.keys(given).filter(name => !known.has(name.toLowerCase()))
  const list = (names: Iterable<string>) => [...names].map(name => `'${name}'`).join(', ')
  if (unknown.length > 0) log.warning(`Unexpected input(s) ${list(unknown)}, valid inputs are [${list(inputs.keys())}]`)
}

function run(
  setting: StepSetting,
  files: CommandFiles,
  log: StepLog,
  timeout: number,
): Promise<{ exitCode: number; printed: string; duration: number }> {
  const start = performance.now()
  const child = spawn(process.execPath, [join(setting.action, setting.metadata.main)], {
    cwd: setting.workspace,
    env: environmentOf(setting, files),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
  })
  const printed: Buffer[] = []
  for (const name of ['stdout', 'stderr'] as const) {
    const splitter = new LineSplitter(line => log.read(line, name))
    child[name].on('data', (chunk: Buffer) => {
      printed.push(chunk)
      splitter.write(chunk)
    })
    child[name].on('end', () => splitter.end())
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (signal !== null)
        reject(new Error(`the action was ended by ${signal} after ${timeout} ms at most: ${Buffer.concat(printed).toString('utf8')}`))
      else resolve({ exitCode: code ?? -1, printed: Buffer.concat(printed).toString('utf8'), duration: performance.now() - start })
    })
  })
}

function readOutputs({ output }: CommandFiles, log: StepLog): Readonly<Record<string, string>> {
  const parsed = parseFileCommand(existsSync(output) ? readFileSync(output, 'utf8') : '')
  if (parsed.kind === 'invalid') log.fail("file command 'output'", parsed.reason)
  const written = parsed.kind === 'entries' ? parsed.entries : []
  return Object.fromEntries([...log.outputs, ...written])
}

/** Later steps would see these variables; here only what the runner refuses matters. */
function readEnvironmentFile({ env }: CommandFiles, log: StepLog): void {
  const parsed = parseFileCommand(existsSync(env) ? readFileSync(env, 'utf8') : '')
  if (parsed.kind === 'invalid') log.fail("file command 'env'", parsed.reason)
  else if (parsed.entries.some(([name]) => name.toUpperCase() === 'NODE_OPTIONS'))
    log.fail("file command 'env'", "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.")
}

/** A summary that is too large is an error of the step, which succeeds all the same. */
function readSummary(path: string, log: StepLog, secrets: SecretMasker): string | undefined {
  const size = existsSync(path) ? statSync(path).size : 0
  if (size === 0) return undefined
  if (size > SUMMARY_BYTES) {
    log.error(
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${SUMMARY_BYTES / 1024}k, got ${Math.floor(size / 1024)}k.`,
    )
    return undefined
  }
  return readFileSync(path, 'utf8')
    .split('\n')
    .map(line => secrets.mask(line))
    .join('\n')
}
