import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import { isObject, jsonFrom } from '../../fake/github/json.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { runAction, type StepOptions } from '../../fake/runner/action-runner.ts'
import { onPullRequest } from '../../fake/runner/workflow-event.ts'
import { TOOLKIT, tinyAction } from './tiny-action.ts'

let github: FakeGitHub
let repository: FakeRepository
let pull: FakePull
const folders: string[] = []

beforeAll(async () => {
  github = await startFakeGitHub()
  repository = github.repository('acme/shop', { files: { 'a.yaml': 'a\n' } })
  pull = repository.pullRequest({ head: { branch: 'change', files: { 'a.yaml': 'b\n' } } })
})
afterEach(() => github.assertNoViolations())
afterAll(async () => {
  await github.close()
  for (const folder of folders) rmSync(folder, { recursive: true })
})

function run(script: string, options: Partial<StepOptions> = {}) {
  const action = tinyAction(script)
  folders.push(action)
  return runAction({ github, action, event: onPullRequest(pull), checkout: { depth: 'none' }, ...options })
}

const withToolkit = (script: string) => `import * as core from '${TOOLKIT}'\n${script}`
const printing = (text: string, stream = 'stdout') => `process.${stream}.write(${JSON.stringify(text)})`

describe("an action's environment", () => {
  test('has all that a runner gives, and nothing of this machine but PATH', async () => {
    process.env.LEAKS_FROM_THE_TEST = 'yes'
    const { printed, token, workspace, temp } = await run(
      'console.log(JSON.stringify({ ...process.env, cwd: process.cwd(), argv: process.argv.length }))',
      {
        inputs: { 'fail-on': 'warning' },
        env: { HTTPS_PROXY: 'http://127.0.0.1:9' },
      },
    )
    delete process.env.LEAKS_FROM_THE_TEST
    const env = jsonFrom(printed)
    if (!isObject(env)) throw new Error('no environment')
    expect(env).toMatchObject({
      cwd: workspace,
      argv: 2,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      'INPUT_FAIL-ON': 'warning',
      INPUT_TOKEN: token,
      INPUT_WITH_SPACE: '',
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.url,
      GITHUB_GRAPHQL_URL: github.graphqlUrl,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REF: 'refs/pull/1/merge',
      GITHUB_REF_NAME: '1/merge',
      GITHUB_HEAD_REF: 'change',
      GITHUB_BASE_REF: 'main',
      GITHUB_SHA: repository.git.readRef('refs/pull/1/merge'),
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
      RUNNER_OS: 'Linux',
      HTTPS_PROXY: 'http://127.0.0.1:9',
    })
    const expected = `ACTION ACTION_PATH ACTION_REF ACTION_REPOSITORY ACTIONS ACTOR ACTOR_ID API_URL ARTIFACTS ARTIFACTS_LIST BASE_REF ENV EVENT_NAME EVENT_PATH
      GRAPHQL_URL HEAD_REF JOB OUTPUT PATH REF REF_NAME REF_PROTECTED REF_TYPE REPOSITORY REPOSITORY_ID REPOSITORY_OWNER REPOSITORY_OWNER_ID RETENTION_DAYS
      RUN_ATTEMPT RUN_ID RUN_NUMBER SERVER_URL SHA STATE STEP_SUMMARY TRIGGERING_ACTOR WORKFLOW WORKFLOW_REF WORKFLOW_SHA WORKSPACE`
    const given = Object.keys(env).filter(name => name.startsWith('GITHUB_'))
    expect(given.sort()).toEqual(
      expected
        .split(/\s+/)
        .map(name => `GITHUB_${name}`)
        .sort(),
    )
    expect(env).not.toHaveProperty('LEAKS_FROM_THE_TEST')
    expect(env).not.toHaveProperty('RUNNER_DEBUG')
  })

  test('debugging sets RUNNER_DEBUG and shows what is debugged', async () => {
    const { log } = await run(withToolkit('core.debug(`debug is ${process.env.RUNNER_DEBUG}`)'), { isDebug: true })
    expect(log).toBe('##[debug]debug is 1')
  })

  test('an input that the action does not have is warned of', async () => {
    const { annotations } = await run('', { inputs: { fail_on: 'x' } })
    expect(annotations).toMatchObject([
      { level: 'warning', message: "Unexpected input(s) 'fail_on', valid inputs are ['token', 'fail-on', 'with space']" },
    ])
  })

  test("a fork's run gets a token that may only read", async () => {
    const forked = repository.pullRequest({ head: { files: { 'b.yaml': 'b\n' } }, fork: true })
    const script = `
      const ask = await fetch(process.env.GITHUB_API_URL + '/repos/acme/shop/issues/${forked.number}/comments', { method: 'POST',
        headers: { authorization: 'token ' + process.env.INPUT_TOKEN }, body: JSON.stringify({ body: 'x' }) })
      console.log(ask.status)`
    expect((await run(script, { event: onPullRequest(forked) })).log).toBe('403')
    expect((await run(script)).log).toBe('201')
  })
})

describe('what GitHub shows of a step', () => {
  test('annotations, outputs, summary and a masked log, as the toolkit writes them', async () => {
    const result = await run(
      withToolkit(`
        core.setSecret('hush')
        core.notice('look', { file: process.env.GITHUB_WORKSPACE + '/a.yaml', startLine: 2, startColumn: 3, endColumn: 7, title: 'Here: there, 100%' })
        core.setOutput('verdict', 'two\\nlines')
        core.info('hush ' + core.getInput('token') + ' ' + btoa('x-access-token:' + core.getInput('token')))
        await core.summary.addRaw('# hush\\n').write()
        core.setFailed('too bad')
      `),
      { secrets: ['hush'] },
    )
    expect(result).toMatchObject({
      conclusion: 'failure',
      exitCode: 1,
      annotations: [
        { level: 'notice', message: 'look', path: 'a.yaml', startLine: 2, startColumn: 3, endColumn: 7, title: 'Here: there, 100%' },
        { level: 'failure', message: 'too bad' },
      ],
      outputs: { verdict: 'two\nlines' },
      summary: '# ***\n',
      log: '##[notice]look\n*** *** ***\n##[error]too bad',
      unintendedCommands: [],
    })
    expect(result.printed).toContain(result.token)
  })

  test('a summary of more than 1 MiB is dropped whole, and the step is well', async () => {
    const write = (bytes: number) =>
      `import { appendFileSync } from 'node:fs'\nappendFileSync(process.env.GITHUB_STEP_SUMMARY, 'x'.repeat(${bytes}))`
    expect((await run(write(1024 * 1024))).summary).toHaveLength(1024 * 1024)
    const large = await run(write(1024 * 1024 + 1))
    expect(large).toMatchObject({
      conclusion: 'success',
      summary: undefined,
      annotations: [{ level: 'failure', message: expect.stringContaining('supports content up to a size of 1024k') }],
    })
  })

  test.each([
    ['an exit code', 'process.exitCode = 3', { conclusion: 'failure', exitCode: 3, annotations: [] }],
    ['an error that nobody caught', 'throw new Error("oops")', { conclusion: 'failure', exitCode: 1, annotations: [] }],
    [
      'an output file that cannot be read',
      "import { writeFileSync } from 'node:fs'\nwriteFileSync(process.env.GITHUB_OUTPUT, 'abc')",
      { conclusion: 'failure', exitCode: 0 },
    ],
    [
      'NODE_OPTIONS for later steps',
      "import { writeFileSync } from 'node:fs'\nwriteFileSync(process.env.GITHUB_ENV, 'NODE_OPTIONS=--inspect')",
      { conclusion: 'failure', exitCode: 0 },
    ],
    ['none of these', '', { conclusion: 'success', exitCode: 0, annotations: [], summary: undefined, outputs: {} }],
  ])('%s', async (_name, script, expected) => expect(await run(script)).toMatchObject(expected))

  test('an action that does not end is ended, and what it printed is told', async () => {
    await expect(run(`${printing('waiting')}\nsetInterval(() => {}, 1000)`, { timeout: 500 })).rejects.toThrow('waiting')
  })
})

describe('a command that nobody meant to give', () => {
  test.each([
    ['an output, by a file name', 'reading a##[set-output name=pwn]1.yaml\n', 'stdout', ['set-output']],
    ['a mask, by a line feed in a name', 'reading x\n::add-mask::k8s\n.yaml\n', 'stdout', ['add-mask']],
    ['a mask, by a carriage return', 'reading x\r::add-mask::k8s\n', 'stdout', ['add-mask']],
    ['an error on stderr', '::error::x\n', 'stderr', ['error']],
    ['an error behind blanks', '  ::error::x\n', 'stdout', ['error']],
    ['the end of all commands', '::stop-commands::0123456789abcdef\n', 'stdout', ['stop-commands']],
    ['a matcher', '::add-matcher::a.yaml\n', 'stdout', ['add-matcher']],
    ['no command after all', 'x ::error::y\n', 'stdout', []],
    ['a broken older form', 'a## [set-output name=pwn]1.yaml\n', 'stdout', []],
  ])('%s', async (_name, text, stream, names) => {
    const { unintendedCommands, outputs } = await run(printing(text, stream))
    expect(unintendedCommands.map(({ name }) => name)).toEqual(names)
    if (names.includes('set-output')) expect(outputs).toEqual({ pwn: '1.yaml' })
  })

  test('the toolkit escapes what it makes commands of, but not what it logs', async () => {
    const name = 'x\n::add-mask::k8s\n##[set-output name=pwn]1.yaml'
    const careful = await run(withToolkit(`core.warning('seen', { file: ${JSON.stringify(name)}, title: ${JSON.stringify(name)} })`))
    expect(careful).toMatchObject({ unintendedCommands: [], annotations: [{ path: name, title: name }] })
    const careless = await run(withToolkit(`core.info(${JSON.stringify(name)})`))
    expect(careless.unintendedCommands.map(({ name: command }) => command)).toEqual(['add-mask', 'set-output'])
  })

  test('a forged annotation is found by saying what the own ones look like', async () => {
    const script = withToolkit("core.error('own', { title: 'pull-policy' }); core.info('x\\n::error::forged')")
    const isIntended: StepOptions['isIntended'] = ({ properties }) => properties.get('title') === 'pull-policy'
    expect((await run(script, { isIntended })).unintendedCommands).toMatchObject([{ data: 'forged' }])
  })
})
