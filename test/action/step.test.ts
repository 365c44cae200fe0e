import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { FakePull } from '../fake/github/pull.ts'
import { onMergeGroup, onPullRequest, onPullRequestTarget, onPush, onSchedule, onWorkflowDispatch } from '../fake/runner/workflow-event.ts'
import { describeWithShared, sharedPath } from '../shared.ts'
import { StepHarness } from './step-harness.ts'

const harness = new StepHarness()

function deployment(name: string, image: string, more = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector: {}
  template:
    spec:
      containers:
        - name: app
          image: ${image}
${more}`
}

const PINNED = 'ghcr.io/acme/app:1.4.0'

/** A pull request that moves `web` to `latest` (a warning) and writes a policy that there is none of in `api` (an error). */
function faultyPull(options: { fork?: boolean } = {}): FakePull {
  const repository = harness.github.repository('acme/shop', {
    files: { 'deploy/web.yaml': deployment('web', PINNED), 'deploy/api.yaml': deployment('api', PINNED), 'README.md': 'Shop\n' },
  })
  const files = {
    'deploy/web.yaml': deployment('web', 'ghcr.io/acme/app:latest'),
    'deploy/api.yaml': deployment('api', PINNED, '          imagePullPolicy: always\n'),
    'README.md': 'The shop\n',
  }
  return repository.pullRequest({ ...options, head: { branch: 'change', files } })
}

describe('a pull request with an error and a warning', () => {
  test('is annotated at its lines, as GitHub shows them', async () => {
    const { annotations, droppedAnnotations } = await harness.run({ event: onPullRequest(faultyPull()) })
    expect(
      annotations.map(({ level, path, startLine, startColumn, endColumn }) => [level, path, startLine, startColumn, endColumn]),
    ).toEqual([
      ['failure', 'deploy/api.yaml', 12, 28, 34],
      ['warning', 'deploy/web.yaml', 11, 18, 41],
      ['failure', undefined, undefined, undefined, undefined],
    ])
    expect(annotations.at(-1)?.message).toMatch(/^1 error is at or above fail-on: error\. deploy\/api\.yaml:12 /)
    expect(droppedAnnotations).toBe(0)
  })

  test('fails, and says it in outputs, summary, report and SARIF', async () => {
    const { conclusion, exitCode, outputs, summary } = await harness.run({ event: onPullRequest(faultyPull()) })
    expect([conclusion, exitCode]).toEqual(['failure', 1])
    expect(outputs).toMatchObject({
      'findings-count': '2',
      'errors-count': '1',
      'warnings-count': '1',
      'infos-count': '0',
      'files-scanned': '2',
      'files-skipped': '0',
      conclusion: 'failure',
    })
    expect(summary).toMatch(/^## .* in 2 changed manifests: fails \(`fail-on: error`\)/)
    expect(summary).toMatch(/\| .*`deploy\/web\.yaml:11`.*`shop.*|`web` · `app`.*\*\*`latest`\*\*/)
    expect(JSON.parse(readFileSync(outputs['report-file'] ?? '', 'utf8')).summary).toMatchObject({ files: 2, errors: 1 })
    expect(JSON.parse(readFileSync(outputs['sarif-file'] ?? '', 'utf8')).runs[0].results.length).toBeGreaterThanOrEqual(2)
  })

  test('takes at most four requests, and bears the token in none of its outputs', async () => {
    const { requestCount, printed, token, summary, outputs } = await harness.run({ event: onPullRequest(faultyPull()) })
    expect(requestCount).toBe(2)
    const withoutMask = printed.replace(`::add-mask::${token}`, '')
    const files = ['report-file', 'sarif-file'].map(name => readFileSync(outputs[name] ?? '', 'utf8'))
    expect([withoutMask, summary ?? '', ...files].filter(text => text.includes(token))).toEqual([])
    expect(harness.github.requests.writes()).toEqual(expect.not.arrayContaining([expect.objectContaining({ method: 'POST' })]))
  })

  test.each([
    ['error', 'failure'],
    ['warning', 'failure'],
    ['info', 'failure'],
    ['never', 'success'],
  ])('fail-on: %s ends in %s', async (failOn, conclusion) => {
    const result = await harness.run({ event: onPullRequest(faultyPull()), inputs: { 'fail-on': failOn } })
    expect([result.conclusion, result.outputs.conclusion]).toEqual([conclusion, conclusion])
  })
})

describe('only a warning', () => {
  test.each([
    ['error', 'success', 0],
    ['warning', 'failure', 1],
    ['info', 'failure', 1],
    ['never', 'success', 0],
  ])('fail-on: %s ends in %s', async (failOn, conclusion, exitCode) => {
    const repository = harness.github.repository('acme/shop', { files: { 'web.yaml': deployment('web', PINNED) } })
    const pull = repository.pullRequest({ head: { files: { 'web.yaml': deployment('web', 'ghcr.io/acme/app:latest') } } })
    const result = await harness.run({ event: onPullRequest(pull), inputs: { 'fail-on': failOn } })
    expect([result.conclusion, result.exitCode]).toEqual([conclusion, exitCode])
    expect(result.annotations.filter(({ level }) => level === 'failure')).toHaveLength(exitCode)
  })
})

describe('what stood there before', () => {
  const files = { 'web.yaml': deployment('web', PINNED, '          imagePullPolicy: always\n') }
  const touched = { 'web.yaml': `# a comment\n${deployment('web', PINNED, '          imagePullPolicy: always\n')}` }

  test.each([
    ['changed-lines', 'success', 0],
    ['changed-files', 'success', 1],
    ['repository', 'failure', 1],
  ])('scope: %s ends in %s, with %d errors', async (scope, conclusion, errors) => {
    const pull = harness.github.repository('acme/shop', { files }).pullRequest({ head: { files: touched } })
    const result = await harness.run({ event: onPullRequest(pull), inputs: { scope } })
    expect([result.conclusion, result.outputs['errors-count']]).toEqual([conclusion, String(errors)])
  })

  test('scope: repository finds it in files that the change leaves alone', async () => {
    const pull = harness.github
      .repository('acme/shop', { files })
      .pullRequest({ head: { files: { 'new.yaml': deployment('new', PINNED) } } })
    const { annotations } = await harness.run({ event: onPullRequest(pull), inputs: { scope: 'repository' } })
    expect(annotations[0]).toMatchObject({ level: 'failure', path: 'web.yaml', startLine: 12 })
  })
})

describe('how files change', () => {
  test('two renames, a deletion, a symbolic link and a submodule', async () => {
    const repository = harness.github.repository('acme/shop', {
      files: { 'a.yaml': deployment('a', PINNED), 'b.yaml': deployment('b', PINNED), 'gone.yaml': deployment('gone', 'nginx:latest') },
    })
    const files = {
      'a.yaml': null,
      'moved/a.yaml': deployment('a', PINNED),
      'b.yaml': null,
      'moved/b.yaml': deployment('b', 'ghcr.io/acme/app:latest'),
      'gone.yaml': null,
      'link.yaml': { symlink: '../../etc/passwd' },
      'sub.yaml': { submodule: 'c'.repeat(40) },
    }
    const result = await harness.run({ event: onPullRequest(repository.pullRequest({ head: { files } })) })
    expect(result.annotations.map(({ level, path, startLine }) => [level, path, startLine])).toEqual([['warning', 'moved/b.yaml', 11]])
    expect(result.outputs).toMatchObject({ 'files-skipped': '2', conclusion: 'success' })
    expect(result.log).toMatch(/not read: link\.yaml: a symbolic link is not followed/)
    expect(result.log).toMatch(/not read: sub\.yaml: a submodule is not looked into/)
    expect(result.summary).toMatch(/Not read: 2/)
  })

  test('fail-on-skipped lets what is not read fail the step', async () => {
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files: { 'link.yaml': { symlink: 'x' } } } })
    const { conclusion, annotations } = await harness.run({ event: onPullRequest(pull), inputs: { 'fail-on-skipped': 'true' } })
    expect([conclusion, annotations[0]?.message]).toEqual([
      'failure',
      expect.stringMatching(/1 file.*not read, and fail-on-skipped is set/),
    ])
  })

  test('no manifest at all is a success that says so', async () => {
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files: { 'README.md': 'x' } } })
    const { conclusion, log, outputs } = await harness.run({ event: onPullRequest(pull) })
    expect([conclusion, outputs['findings-count']]).toEqual(['success', '0'])
    expect(log).toMatch(/nothing found in 0 changed manifests; .*Looked at 1 changed file$/m)
  })

  test('lines are those of the head, though the base has moved on', async () => {
    const pull = faultyPull()
    pull.repository.push('main', { files: { 'deploy/web.yaml': `# one\n# two\n${deployment('web', PINNED)}` } })
    const { annotations } = await harness.run({ event: onPullRequest(pull) })
    expect(annotations.find(({ path }) => path === 'deploy/web.yaml')?.startLine).toBe(11)
  })

  test('UTF-16 and a text of 600 kB are read, one by one', async () => {
    const long = `${'# a line of comment\n'.repeat(30_000)}${deployment('long', 'nginx:latest')}`
    const files = { 'wide.yaml': Buffer.from(`\ufeff${deployment('wide', 'nginx:latest')}`, 'utf16le'), 'long.yaml': long }
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files } })
    const { annotations, requestCount } = await harness.run({ event: onPullRequest(pull) })
    expect(annotations.map(({ path, startLine }) => [path, startLine])).toEqual([
      ['long.yaml', 30_011],
      ['wide.yaml', 11],
    ])
    expect(requestCount).toBe(4)
  })
})

describe('more than a runner shows', () => {
  test('the most severe come first, and what is left out is counted', async () => {
    const faulty = (index: number) => deployment(`e${index}`, PINNED, '          imagePullPolicy: always\n')
    const names = Array.from({ length: 30 }, (_, index) => index)
    const errors = names.map(index => [`z${index}.yaml`, faulty(index)])
    const warnings = names.map(index => [`a${index}.yaml`, deployment(`w${index}`, 'nginx:latest')])
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files: Object.fromEntries([...warnings, ...errors]) } })
    const { annotations, droppedAnnotations, outputs } = await harness.run({ event: onPullRequest(pull) })
    const failures = annotations.filter(({ level }) => level === 'failure')
    expect(failures).toHaveLength(10)
    expect(failures.at(-1)?.message).toMatch(/^30 errors are at or above fail-on: error/)
    expect(annotations.filter(({ level }) => level === 'warning')).toHaveLength(10)
    expect(annotations.filter(({ level }) => level === 'notice').map(({ title }) => title)).toEqual(['41 more in the summary'])
    expect(droppedAnnotations).toBe(0)
    expect(outputs).toMatchObject({ 'findings-count': '60', 'errors-count': '30' })
  })
})

describe('more than a comparison lists', () => {
  const changes = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`f/${String(index).padStart(4, '0')}.yaml`, `image: ${index}\n`]))

  test('450 files are listed by pages, and the last is reviewed', async () => {
    const files = { ...changes(449), 'z.yaml': deployment('web', 'nginx:latest') }
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files } })
    const { annotations, requestCount, log } = await harness.run({ event: onPullRequest(pull) })
    expect(annotations.map(({ path }) => path)).toEqual(['z.yaml'])
    expect(log).toMatch(/Looked at 450 changed files/)
    expect(requestCount).toBe(1 + 5 + 4)
  })

  test('a merge group of as many is read from both trees', async () => {
    const files = { ...changes(349), 'z.yaml': deployment('web', 'nginx:latest') }
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files } })
    const { annotations, log } = await harness.run({ event: onMergeGroup(pull.repository.mergeGroup(pull)) })
    expect(annotations.map(({ path }) => path)).toEqual(['z.yaml'])
    expect(log).toMatch(/Looked at 350 changed files/)
  })

  test('3,201 files are more than a pull request lists: the trees have the rest', async () => {
    const files = { ...changes(3200), 'z.yaml': deployment('web', 'nginx:latest') }
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files } })
    const { annotations, requestCount, log } = await harness.run({ event: onPullRequest(pull) })
    expect(annotations.map(({ path }) => path)).toEqual(['z.yaml'])
    expect(log).toMatch(/Looked at 3201 changed files/)
    expect(requestCount).toBe(31 + 2 + 26)
  })
})

describe('hostile names and texts', () => {
  test.each([
    ['a command on a line of its own', 'x\n::add-mask::k8s\n.yaml'],
    ['the older kind of command', 'a##[set-output name=pwn]1.yaml'],
    ['commas and colons', 'a,line=1::error::b.yaml'],
    ['percent signs', 'a%0A::warning::b%25.yaml'],
    ['Markdown', '`|</td><img src=x>@octocat #1.yaml'],
    ['a right-to-left mark', 'a\u202eb.yaml'],
  ])('%s in a file name is inert', async (_name, path) => {
    const link = { [path.replace('.yaml', '.yml')]: { symlink: '::add-mask::x' } }
    const files = { [path]: deployment('web', 'nginx:latest'), ...link }
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files } })
    const { annotations, commands, outputs, summary } = await harness.run({ event: onPullRequest(pull) })
    expect(annotations.map(({ level, startLine }) => [level, startLine])).toEqual([['warning', 11]])
    expect(commands.map(({ name, version }) => [name, version])).toEqual([
      ['add-mask', 2],
      ['warning', 2],
    ])
    expect(Object.keys(outputs)).not.toContain('pwn')
    expect(summary?.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '')).not.toMatch(/<img|@octocat|^::/m)
  })

  test('an image that is a command stays text', async () => {
    const text = deployment('web', '"nginx\\n::error::pwned##[error]x"')
    const pull = harness.github.repository('acme/shop').pullRequest({ head: { files: { 'a.yaml': text } } })
    const { annotations, log } = await harness.run({ event: onPullRequest(pull), inputs: { 'fail-on': 'never' } })
    expect(annotations.every(({ path }) => path === 'a.yaml')).toBe(true)
    expect(log).not.toMatch(/^pwned/m)
  })
})

describe('when it cannot be done', () => {
  test.each([
    ['401', { status: 401, body: { message: 'Bad credentials' } }, /The token is not valid or has expired/],
    ['403', { status: 403, body: { message: 'Resource not accessible by integration' } }, /needs `contents: read`/],
    ['404', { status: 404, body: { message: 'Not Found' } }, /It is gone, or the token may not see it/],
  ])('%s fails the step with what to do', async (_name, fault, expected) => {
    const pull = faultyPull()
    harness.github.failNext({ path: '/compare/', ...fault })
    const { conclusion, annotations, outputs } = await harness.run({ event: onPullRequest(pull) })
    expect([conclusion, outputs.conclusion]).toEqual(['failure', 'error'])
    expect(annotations.map(({ message }) => message)).toEqual([expect.stringMatching(/^pull-policy could not review this: /)])
    expect(annotations[0]?.message).toMatch(expected)
  })

  test('a bad gateway is asked again, and the log says so', async () => {
    const pull = faultyPull()
    harness.github.failNext({ path: '/compare/', status: 502 })
    const { conclusion, log } = await harness.run({ event: onPullRequest(pull), inputs: { 'fail-on': 'never' } })
    expect([conclusion, /asking again in 1 s/.test(log)]).toEqual(['success', true])
  })

  test('a private repository without the permission to read it', async () => {
    const repository = harness.github.repository('acme/shop', { private: true, files: { 'a.yaml': deployment('a', PINNED) } })
    const pull = repository.pullRequest({ head: { files: { 'a.yaml': deployment('a', 'nginx:latest') } } })
    const { annotations } = await harness.run({ event: onPullRequest(pull), permissions: { metadata: 'read' } })
    expect(annotations[0]?.message).toMatch(/Resource not accessible by integration.*`contents: read`/)
  })

  test('a wrong input names the right ones', async () => {
    const { annotations } = await harness.run({ event: onPullRequest(faultyPull()), inputs: { 'fail-on': 'high' } })
    expect(annotations.map(({ message }) => message)).toEqual([expect.stringMatching(/expected one of error, warning, info, never/)])
  })

  test('an output file that is a link is refused', async () => {
    const { annotations, conclusion } = await harness.run({ event: onPullRequest(faultyPull()), inputs: { 'sarif-file': '../../x.sarif' } })
    expect([conclusion, annotations[0]?.message]).toEqual([
      'failure',
      expect.stringMatching(/"..\/..\/x.sarif" cannot be written: it lies outside/),
    ])
  })

  test('no summary file is no failure', async () => {
    const { conclusion, log } = await harness.run({
      event: onPullRequest(faultyPull()),
      inputs: { 'fail-on': 'never' },
      env: { GITHUB_STEP_SUMMARY: '' },
    })
    expect([conclusion, /no summary is written/.test(log)]).toEqual(['success', true])
  })
})

describeWithShared('recorded changes', () => {
  test.each([
    ['argoproj__argo-workflows-c4bb6de9cf-tag-to-latest', 4, 2],
    ['kubernetes-sigs__kustomize-0cae0feb9b-control', 0, 2],
  ])('%s: %d warnings, %d requests', async (name, warnings, requests) => {
    const pull = harness.github.replayChange(sharedPath(`prs/${name}`))
    const { annotations, conclusion, outputs, requestCount } = await harness.run({ event: onPullRequest(pull) })
    expect(annotations.filter(({ level }) => level === 'warning')).toHaveLength(warnings)
    expect([conclusion, outputs['errors-count'], requestCount]).toEqual(['success', '0', requests])
    for (const { path = '', startLine = 0 } of annotations) {
      const line = readFileSync(sharedPath(`prs/${name}/head/${path}`), 'utf8').split('\n')[startLine - 1]
      expect(line).toMatch(/image/)
    }
  })
})

describe('the other events', () => {
  test("a fork's pull request needs no more than reading, and the summary says so", async () => {
    const { annotations, summary } = await harness.run({ event: onPullRequest(faultyPull({ fork: true })) })
    expect(annotations).toHaveLength(3)
    expect(summary).toMatch(/comes from a fork/)
  })

  test('pull_request_target reads the head by the API alone', async () => {
    const { annotations } = await harness.run({ event: onPullRequestTarget(faultyPull({ fork: true })) })
    expect(annotations.map(({ path }) => path)).toEqual(['deploy/api.yaml', 'deploy/web.yaml', undefined])
  })

  test('merge_group', async () => {
    const pull = faultyPull()
    const { annotations } = await harness.run({ event: onMergeGroup(pull.repository.mergeGroup(pull)) })
    expect(annotations.map(({ path }) => path)).toEqual(['deploy/api.yaml', 'deploy/web.yaml', undefined])
  })

  test.each([
    ['to a branch', false],
    ['of a new branch', true],
  ])('push %s', async (_name, isNew) => {
    const repository = harness.github.repository('acme/shop', { files: { 'a.yaml': deployment('a', PINNED) } })
    const before = repository.head()
    const after = repository.push('feature', { files: { 'a.yaml': deployment('a', 'nginx:latest') } })
    const event = onPush(repository, { ref: 'refs/heads/feature', after, ...(isNew ? {} : { before }) })
    expect((await harness.run({ event })).annotations.map(({ path }) => path)).toEqual(['a.yaml'])
  })

  test('push that deletes a branch has nothing to review', async () => {
    const repository = harness.github.repository('acme/shop')
    const { conclusion, log, requestCount } = await harness.run({
      event: onPush(repository, { ref: 'refs/heads/x', before: repository.head() }),
    })
    expect([conclusion, requestCount]).toEqual(['success', 0])
    expect(log).toMatch(/nothing to review, the push deleted/)
  })

  test.each([
    ['schedule', onSchedule],
    ['workflow_dispatch', onWorkflowDispatch],
  ])('%s reviews all files of the commit', async (_name, on) => {
    const files = { 'a.yaml': deployment('a', 'nginx:latest'), 'b/c.json': '{"kind": "Pod"}', 'd.txt': '' }
    const { annotations, log } = await harness.run({ event: on(harness.github.repository('acme/shop', { files })) })
    expect(annotations.map(({ path }) => path)).toEqual(['a.yaml'])
    expect(log).toMatch(/Looked at 2 YAML and JSON files/)
  })
})
