import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ActionMetadata } from './action-metadata.ts'
import type { WorkflowEvent } from './workflow-event.ts'

/** What a step is given. */
export interface StepSetting {
  readonly event: WorkflowEvent
  readonly action: string
  readonly metadata: ActionMetadata
  readonly inputs: Readonly<Record<string, string>>
  readonly token: string
  readonly workspace: string
  readonly temp: string
  readonly isDebug: boolean
  /** The workflow's, the job's and the step's `env`. */
  readonly env: Readonly<Record<string, string>>
}

/** The files by which a step talks to the runner. */
export interface CommandFiles {
  readonly output: string
  readonly env: string
  readonly path: string
  readonly state: string
  readonly summary: string
}

/** Makes the step's command files, each of them there and empty. */
export function makeCommandFiles(temp: string): CommandFiles {
  const folder = join(temp, '_runner_file_commands')
  const id = randomUUID()
  const file = (prefix: string) => {
    const path = join(folder, `${prefix}_${id}`)
    writeFileSync(path, '')
    return path
  }
  mkdirSync(folder, { recursive: true })
  return {
    output: file('set_output'),
    env: file('set_env'),
    path: file('add_path'),
    state: file('save_state'),
    summary: file('step_summary'),
  }
}

/**
 * The whole environment of a JavaScript action on a Linux runner, version 2.336. Of this machine's own environment it holds `PATH` alone.
 * `GITHUB_TOKEN` is not in it: an action has a token only as an input.
 */
export function environmentOf(setting: StepSetting, files: CommandFiles): Readonly<Record<string, string>> {
  const { temp, env } = setting
  const home = join(temp, 'home')
  mkdirSync(home, { recursive: true })
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    ...runnerVariables(setting),
    ...gitHubVariables(setting, files),
    ...serviceVariables(setting),
    ...env,
    ...inputVariables(setting),
  }
}

/** Every declared input is there, empty where nobody set it; names keep their hyphens. */
function inputVariables(setting: StepSetting): Readonly<Record<string, string>> {
  const { metadata, inputs } = setting
  const values = new Map([...metadata.inputs].map(([name, value]) => [name, evaluate(value ?? '', setting)]))
  for (const [name, value] of Object.entries(inputs)) values.set(name, value)
  return Object.fromEntries([...values].map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]))
}

/** The expressions that defaults in an `action.yml` are written with; others are not known here. */
function evaluate(text: string, { event, token, workspace }: StepSetting): string {
  const context: Readonly<Record<string, string>> = {
    token,
    workspace,
    repository: event.repository.fullName,
    sha: event.sha,
    ref: event.ref,
    event_name: event.name,
    server_url: event.repository.world.serverUrl,
    api_url: event.repository.world.apiUrl,
  }
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_whole, expression: string) => {
    const value = expression.startsWith('github.') ? context[expression.slice('github.'.length)] : undefined
    if (value === undefined) throw new Error(`the fake runner does not know the expression ${expression}`)
    return value
  })
}

function gitHubVariables({ event, action, workspace, temp }: StepSetting, files: CommandFiles): Readonly<Record<string, string>> {
  const { repository, actor, sha, ref } = event
  const { world, owner } = repository
  const eventPath = join(temp, '_github_workflow', 'event.json')
  mkdirSync(dirname(eventPath), { recursive: true })
  writeFileSync(eventPath, JSON.stringify(event.payload, undefined, 2))
  const values: Readonly<Record<string, string>> = {
    ACTION: '__self',
    ACTION_PATH: action,
    ACTION_REF: 'v1',
    ACTION_REPOSITORY: 'makers/action',
    ACTOR: actor.login,
    ACTOR_ID: String(actor.id),
    API_URL: world.apiUrl,
    ARTIFACTS: join(temp, '_artifacts'),
    ARTIFACTS_LIST: '',
    BASE_REF: event.baseRef,
    ENV: files.env,
    EVENT_NAME: event.name,
    EVENT_PATH: eventPath,
    GRAPHQL_URL: world.graphqlUrl,
    HEAD_REF: event.headRef,
    JOB: 'review',
    OUTPUT: files.output,
    PATH: files.path,
    REF: ref,
    REF_NAME: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    REF_PROTECTED: 'false',
    REF_TYPE: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    REPOSITORY: repository.fullName,
    REPOSITORY_ID: String(repository.id),
    REPOSITORY_OWNER: owner.login,
    REPOSITORY_OWNER_ID: String(owner.id),
    RETENTION_DAYS: '90',
    RUN_ATTEMPT: '1',
    RUN_ID: '9000000001',
    RUN_NUMBER: '1',
    SERVER_URL: world.serverUrl,
    SHA: sha,
    STATE: files.state,
    STEP_SUMMARY: files.summary,
    TRIGGERING_ACTOR: actor.login,
    WORKFLOW: 'Review',
    WORKFLOW_REF: `${repository.fullName}/.github/workflows/review.yml@${ref}`,
    WORKFLOW_SHA: sha,
    WORKSPACE: workspace,
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`GITHUB_${name}`, value]))
}

function runnerVariables({ workspace, temp, isDebug }: StepSetting): Readonly<Record<string, string>> {
  return {
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'Fake runner 1',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(temp, 'tools'),
    RUNNER_WORKSPACE: dirname(workspace),
    ...(isDebug && { RUNNER_DEBUG: '1' }),
  }
}

/** The runner's own services. They lie below the fake's address, where asking for them is a violation that the fake records. */
function serviceVariables({ event }: StepSetting): Readonly<Record<string, string>> {
  const base = `${event.repository.world.serverUrl}/actions-services/`
  return {
    ACTIONS_RUNTIME_URL: base,
    ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-fake-runner',
    ACTIONS_RESULTS_URL: base,
    ACTIONS_CACHE_URL: base,
    ACTIONS_CACHE_SERVICE_V2: 'True',
    ACTIONS_CACHE_MODE: 'read-write',
    ACTIONS_ORCHESTRATION_ID: 'fake.review.__default',
  }
}
