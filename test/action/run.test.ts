import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { connect } from '../../action/connection.ts'
import type { Environment } from '../../action/inputs.ts'
import { type ActionWorld, run } from '../../action/run.ts'
import { type FakeGitHub, startFakeGitHub } from '../fake/github/fake-github.ts'
import { onPullRequest } from '../fake/runner/workflow-event.ts'

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: app, image: "nginx:1.29", imagePullPolicy: always}
`

let folder: string
let github: FakeGitHub
let env: Environment
let token: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pull-policy-run-'))
  github = await startFakeGitHub()
  const pull = github.repository('acme/shop').pullRequest({ head: { files: { 'pod.yaml': POD } } })
  token = github.actionsToken(pull.repository)
  writeFileSync(join(folder, 'event.json'), JSON.stringify(onPullRequest(pull).payload))
  env = {
    INPUT_TOKEN: token,
    INPUT_RESOLVE: 'never',
    GITHUB_API_URL: github.apiUrl,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
  }
})

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  await github.close()
})

/** What the step told the runner, in order. */
async function runWith(parts: Partial<ActionWorld>): Promise<readonly string[]> {
  const told: string[] = []
  await run({
    env,
    runner: {
      info: line => told.push(line),
      setSecret: secret => told.push(`secret ${secret}`),
      setOutput: (name, value) => told.push(`output ${name}=${value}`),
      setFailed: message => told.push(`failed ${message}`),
      notice: (text, title) => told.push(`notice ${title}: ${text}`),
    },
    connect,
    wait: async () => undefined,
    now: () => 0,
    today: () => '2026-01-12',
    ...parts,
  })
  return told
}

describe('a run', () => {
  test('hides the token before anything else is said, and fails last', async () => {
    const told = await runWith({})
    expect(told[0]).toBe(`secret ${token}`)
    expect(told.find(line => line.startsWith('::'))).toMatch(/^::error file=pod\.yaml,line=6,endLine=6,col=57,endColumn=63,title=/)
    expect(told.at(-1)).toMatch(/^failed 1 error is at or above fail-on: error/)
    expect(told.slice(1).join('\n')).not.toContain(token)
  })

  test('adds to a summary that others began', async () => {
    writeFileSync(join(folder, 'summary.md'), 'begun\n')
    await runWith({})
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatch(/^begun\n## .*1 error/)
  })

  test("gives each SARIF result the hash of its line, as GitHub's own action computes it", async () => {
    const told = await runWith({})
    const path = told.find(line => line.startsWith('output sarif-file='))?.slice('output sarif-file='.length) ?? ''
    const [result] = JSON.parse(readFileSync(path, 'utf8')).runs[0].results
    expect(result.partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{1,16}:1$/)
    expect(result.partialFingerprints.primaryLocationLineHash).not.toBe(result.partialFingerprints['pullPolicyFinding/v1'])
  })

  test('a summary that cannot be written is told, and changes nothing', async () => {
    env = { ...env, GITHUB_STEP_SUMMARY: folder }
    const told = await runWith({})
    expect(told.filter(line => /summary could not be written: illegal operation on a directory \(EISDIR\)/.test(line))).toHaveLength(1)
    expect(told.at(-1)).toMatch(/^failed 1 error is at or above/)
  })

  test('a fault of our own has words of its own, and its stack in the log', async () => {
    const told = await runWith({
      connect: () => {
        throw new TypeError('undefined is not a function\n::set-output name=x::y')
      },
    })
    expect(told.at(-1)).toMatch(/^failed pull-policy \d+\.\d+\.\d+ on Node v\d+.* stopped by a fault of its own, not of your files/)
    expect(told.find(line => line.includes('TypeError'))).not.toMatch(/^::/m)
    expect(told).toContain('output conclusion=error')
  })

  test('outputs that cannot be written do not keep it from ending with a reason', async () => {
    const told: string[] = []
    const refuse = () => {
      throw new Error('Missing file at path: /nowhere')
    }
    const runner = { info: (line: string) => told.push(line), setSecret: () => undefined, notice: () => undefined, setOutput: refuse }
    await runWith({ runner: { ...runner, setFailed: message => told.push(`failed ${message}`) } })
    expect(told).toContain('The outputs could not be written: Missing file at path: /nowhere')
    expect(told.at(-1)).toMatch(/^failed .* stopped by a fault of its own/)
  })

  test('what the user can mend is told as such', async () => {
    env = { ...env, GITHUB_EVENT_NAME: 'issue_comment', GITHUB_EVENT_PATH: join(folder, 'other.json') }
    writeFileSync(join(folder, 'other.json'), '{}')
    expect((await runWith({})).at(-1)).toMatch(/^failed pull-policy could not review this: unexpected event "issue_comment"/)
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatch(/^## ❌ Nothing was reviewed\n\nunexpected event /)
  })
})
