import { breakCommands, type GitHubWriteAccess, type GitHubWriteApi, UserError, VERSION } from '../src/index.ts'
import { writeFiles } from './channels/files.ts'
import { annotate, conclude, setOutputs } from './channels/log.ts'
import { markdownContext } from './channels/markdown-context.ts'
import { writeFault, writeSummary } from './channels/summary.ts'
import { writeFailureToGitHub, writeToGitHub } from './channels/writes.ts'
import { readEvent, WITH_SECRETS, type WorkflowEvent } from './event.ts'
import { type Environment, type Inputs, missingToken, readInputs, readToken } from './inputs.ts'
import { apiReader, noReader } from './reading/api-reader.ts'
import { gitReader } from './reading/git-reader.ts'
import { JobRegistries } from './registries.ts'
import { findRemarks } from './remarks.ts'
import { type ReviewedSubject, reviewByFirst } from './review-subject.ts'
import type { Runner } from './runner.ts'

/** All of the world that the Action touches, but for the files that the environment names, git and the registries. */
export interface ActionWorld {
  readonly env: Environment
  /** As `@actions/core` has it. */
  readonly runner: Runner
  connect(token: string, env: Environment): { readonly api: GitHubWriteApi; requestCount(): number }
  /** Settles after so many milliseconds. */
  wait(milliseconds: number): Promise<void>
  /** Milliseconds since some fixed moment. */
  now(): number
  /** ISO date. */
  today(): string
}

/**
 * The whole Action: reads inputs and event, reviews, tells. A step fails for three different reasons, and says which: what
 * was found, what the user can mend, and a fault of our own. Never rejects.
 */
export async function run(world: ActionWorld): Promise<void> {
  const { env, runner } = world
  try {
    const token = readToken(env)
    if (token !== '') runner.setSecret(token)
    const inputs = readInputs(env)
    await runFor(world, inputs, readEvent(env, inputs.baseRef))
  } catch (thrown) {
    concludeWithError(runner)
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

/** The runner's file for outputs may be what is wrong; why the step fails is still to be said. */
function concludeWithError(runner: Runner): void {
  try {
    runner.setOutput('conclusion', 'error')
  } catch (thrown) {
    runner.info(breakCommands(`The outputs could not be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`))
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

async function runFor(world: ActionWorld, inputs: Inputs, event: WorkflowEvent): Promise<void> {
  const { runner, env } = world
  const { subject } = event
  if (subject.kind === 'nothing') {
    runner.info(`pull-policy: nothing to review, ${subject.reason}`)
    return runner.setOutput('conclusion', 'success')
  }
  const start = world.now()
  const gitHub = inputs.token === '' ? null : reachGitHub(world, inputs.token, event)
  const registries = new JobRegistries({ event, inputs, env, onSecret: secret => runner.setSecret(secret) })
  try {
    const readers = [
      gitHub === null ? noReader(missingToken()) : apiReader(gitHub.access),
      ...(event.name === WITH_SECRETS ? [] : [gitReader(event, env)]),
    ]
    const request = { event, subject, inputs, today: world.today(), registries }
    const reviewed = await reviewByFirst(readers, request, message => runner.info(breakCommands(`pull-policy: ${message}`)))
    const cost = describeCost(world.now() - start, gitHub?.requestCount() ?? 0, registries)
    await tell({ world, inputs, event, reviewed, access: gitHub?.access ?? null, registries, cost })
  } catch (thrown) {
    const isCheckWanted = inputs.overrides.check ?? registries.settings?.config.check ?? false
    if (isCheckWanted && gitHub !== null && thrown instanceof UserError)
      await writeFailureToGitHub(thrown.message, event, gitHub.access, env)
    throw thrown
  } finally {
    registries.close()
  }
}

function reachGitHub(world: ActionWorld, token: string, { repository }: WorkflowEvent) {
  const { api, requestCount } = world.connect(token, world.env)
  return { access: { api, repository, wait: (milliseconds: number) => waitAloud(world, milliseconds) }, requestCount }
}

/** A step that stands still for a minute should say why. */
function waitAloud({ runner, wait }: ActionWorld, milliseconds: number): Promise<void> {
  runner.info(`GitHub fails, or asks for patience: asking again in ${milliseconds / 1000} s`)
  return wait(milliseconds)
}

function describeCost(milliseconds: number, requests: number, registries: JobRegistries): string {
  const seconds = (milliseconds / 1000).toFixed(1)
  const asked = registries.requestCount()
  return `${seconds} s, ${requests} GitHub${asked === null ? '' : ` and ${asked} registry`} request${requests + (asked ?? 0) === 1 ? '' : 's'}`
}

interface Telling {
  readonly world: ActionWorld
  readonly inputs: Inputs
  readonly event: WorkflowEvent
  readonly reviewed: ReviewedSubject
  readonly access: GitHubWriteAccess | null
  readonly registries: JobRegistries
  readonly cost: string
}

/** Files need no permission and come first; what is written on GitHub before the summary, which says what of it was refused. */
async function tell({ world, inputs, event, reviewed, access, registries, cost }: Telling): Promise<void> {
  const { runner, env } = world
  const files = writeFiles(reviewed, inputs, env)
  const contextWith = (suggested: Parameters<typeof markdownContext>[1]['suggested']) =>
    markdownContext(reviewed, { askedAt: registries.askedAt(), suggested }, env)
  const written = await writeToGitHub({ reviewed, event, access, env, contextWith })
  const remarks = [
    ...findRemarks(reviewed, event, inputs),
    ...registries.notices().map(text => ({ text, title: null })),
    ...written.remarks,
  ]
  const details = { cost, remarks: remarks.map(({ text }) => text) }
  sayOfSummary(runner, writeSummary(reviewed.review, contextWith(written.suggested), files, details, env))
  annotate(runner, reviewed, remarks)
  setOutputs(runner, reviewed, files)
  conclude(runner, reviewed, files)
}

function sayOfSummary(runner: Runner, fault: string | undefined): void {
  if (fault !== undefined) runner.info(breakCommands(fault))
}
