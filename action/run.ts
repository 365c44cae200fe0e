import {
  breakCommands,
  type GitHubApi,
  judge,
  type Review,
  renderAnnotations,
  renderFailure,
  renderVerdict,
  renderWorkflowCommands,
  terminalText,
  UserError,
  VERSION,
} from '../src/index.ts'
import { readEvent, type WorkflowEvent } from './event.ts'
import { type Environment, type Inputs, readInputs, readToken } from './inputs.ts'
import { type WrittenFiles, writeFault, writeReports, writeSummary } from './reports.ts'
import { type ReviewedSubject, reviewCommit, reviewSubjectChange } from './review-subject.ts'

/** All of the world that the Action touches, but for the files that the environment names. */
export interface ActionWorld {
  readonly env: Environment
  /** As `@actions/core` has it. */
  readonly runner: Runner
  connect(token: string, env: Environment): { readonly api: GitHubApi; requestCount(): number }
  /** Settles after so many milliseconds. */
  wait(milliseconds: number): Promise<void>
  /** Milliseconds since some fixed moment. */
  now(): number
}

/** What a step tells the runner. */
export interface Runner {
  info(line: string): void
  setSecret(secret: string): void
  setOutput(name: string, value: string | number): void
  /** Lets the step fail, with this as the last of its errors. */
  setFailed(message: string): void
}

/**
 * The whole Action: reads inputs and event, reviews, tells. A step fails for three different reasons, and says which: what
 * was found, what the user can mend, and a fault of our own. Never rejects.
 */
export async function run(world: ActionWorld): Promise<void> {
  const { env, runner } = world
  try {
    runner.setSecret(readToken(env))
    await review(world, readInputs(env), readEvent(env))
  } catch (thrown) {
    runner.setOutput('conclusion', 'error')
    if (thrown instanceof UserError) {
      sayOfSummary(runner, writeFault(thrown.message, env))
      return runner.setFailed(breakCommands(`pull-policy could not review this: ${thrown.message}`))
    }
    runner.info(breakCommands(stackOf(thrown)))
    runner.setFailed(
      `pull-policy ${VERSION} on Node ${process.version} stopped by a fault of its own, not of your files. Please report it with the lines above`,
    )
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

async function review(world: ActionWorld, inputs: Inputs, event: WorkflowEvent): Promise<void> {
  const { runner } = world
  const { subject } = event
  if (subject.kind === 'nothing') {
    runner.info(`pull-policy: nothing to review, ${subject.reason}`)
    return runner.setOutput('conclusion', 'success')
  }
  const start = world.now()
  const { api, requestCount } = world.connect(inputs.token, world.env)
  const access = { api, repository: event.repository, wait: (milliseconds: number) => waitAloud(world, milliseconds) }
  const reviewed = await (subject.kind === 'commit'
    ? reviewCommit(access, subject.head)
    : reviewSubjectChange(access, subject, inputs.scope))
  const requests = requestCount()
  const cost = `${((world.now() - start) / 1000).toFixed(1)} s, ${requests} GitHub request${requests === 1 ? '' : 's'}`

  const files = writeReports(reviewed, inputs, world.env)
  const isFork = subject.kind === 'pull-request' && subject.isFork
  sayOfSummary(runner, writeSummary(reviewed, inputs, files, { cost, isFork }, world.env))
  tell(runner, reviewed, inputs, files)
}

/** A step that stands still for a minute should say why. */
function waitAloud({ runner, wait }: ActionWorld, milliseconds: number): Promise<void> {
  runner.info(`GitHub fails, or asks for patience: asking again in ${milliseconds / 1000} s`)
  return wait(milliseconds)
}

function sayOfSummary(runner: Runner, fault: string | undefined): void {
  if (fault !== undefined) runner.info(breakCommands(fault))
}

/** Annotations go before the failure: the runner shows the first ten errors, and the failure is one. */
function tell(runner: Runner, { review, fileCount }: ReviewedSubject, inputs: Inputs, files: WrittenFiles): void {
  const commands = renderWorkflowCommands(renderAnnotations(review)).split('\n')
  for (const command of commands) if (command !== '') runner.info(command)
  for (const line of describeSkipped(review)) runner.info(line)
  setOutputs(runner, review, inputs, files)
  const verdict = renderVerdict(review, inputs)
  const failure = renderFailure(review, inputs)
  runner.info(
    breakCommands(
      `${verdict}. Looked at ${fileCount} ${review.change === null ? 'YAML and JSON' : 'changed'} file${fileCount === 1 ? '' : 's'}`,
    ),
  )
  if (failure !== undefined) runner.setFailed(breakCommands(failure))
}

/** In the log; the summary has more of them, and the report all. */
const SKIPPED_LINES = 20

function describeSkipped({ skipped }: Review): readonly string[] {
  const lines = skipped.slice(0, SKIPPED_LINES).map(({ file, line, reason }) => {
    return breakCommands(`not read: ${terminalText(line === null ? file : `${file}:${line}`)}: ${terminalText(reason)}`)
  })
  return skipped.length > SKIPPED_LINES ? [...lines, `not read: ${skipped.length - SKIPPED_LINES} more, see the summary`] : lines
}

function setOutputs(runner: Runner, review: Review, inputs: Inputs, files: WrittenFiles): void {
  const { counts, isFailing } = judge(review, inputs)
  runner.setOutput('findings-count', counts.errors + counts.warnings + counts.infos)
  runner.setOutput('errors-count', counts.errors)
  runner.setOutput('warnings-count', counts.warnings)
  runner.setOutput('infos-count', counts.infos)
  runner.setOutput('files-scanned', review.summary.files)
  runner.setOutput('files-skipped', new Set(review.skipped.map(({ file }) => file)).size)
  runner.setOutput('conclusion', isFailing ? 'failure' : 'success')
  runner.setOutput('report-file', files.report)
  runner.setOutput('sarif-file', files.sarif)
}
