import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { image } from '../../fake/registry/images.ts'
import type { RunnerCommand } from '../../fake/runner/command.ts'
import { onPullRequest } from '../../fake/runner/workflow-event.ts'
import { deployment, shop } from '../samples.ts'
import { StepHarness } from '../step-harness.ts'

const harness = new StepHarness()

/** A change that writes an image of each kind of registry. */
function newImages(configuration?: string, options: { readonly fork?: boolean } = {}) {
  const files = {
    'a.yaml': deployment('a', 'nginx:1.29'),
    'b.yaml': deployment('b', 'registry.acme.dev/team/app:1.0'),
    'c.yaml': deployment('c', 'registry.evil.dev/x/y:1.0'),
    'd.yaml': deployment('d', '169.254.169.254/latest/meta-data:1'),
    'e.yaml': deployment('e', 'localhost:5000/inner:1'),
  }
  return onPullRequest(shop(harness.github, configuration).pullRequest({ ...options, head: { files } }))
}

const LISTED = 'registries:\n  ask: [registry.acme.dev]\n'
const [HUB, ACME, EVIL] = ['registry-1.docker.io:443', 'registry.acme.dev:443', 'registry.evil.dev:443']

describe('27. registries are asked as `resolve` says, and nobody else is', () => {
  test.each([
    ['trusted', LISTED, false, [HUB, ACME]],
    ['trusted', undefined, false, [HUB]],
    ['trusted', LISTED, true, [HUB]],
    ['always', LISTED, false, [HUB, ACME, EVIL]],
    ['never', LISTED, false, []],
    ['trusted', `${LISTED}profile: air-gapped\n`, false, []],
  ])('%s, with %j, from a fork %s: %j', async (resolve, configuration, fork, hosts) => {
    const { summary, log, conclusion } = await harness.run({ event: newImages(configuration, { fork }), inputs: { resolve } })
    expect([harness.askedHosts, conclusion]).toEqual([hosts.toSorted(), 'success'])
    const isNobody = hosts.length === 0
    expect(log).toMatch(
      isNobody ? /^pull-policy: No registry was asked what the images name: /m : /^pull-policy: Not asked: .*169\.254\.169\.254/m,
    )
    expect(summary).toMatch(isNobody ? /\*No registry was asked/ : /\*Not asked: /)
  })

  test("docker/login-action's credentials are used, ghcr.io gets the job's token, and both stay hidden; a fork's change has neither", async () => {
    const users = { robot: 'robot-password' }
    const acme = await harness.registry('registry.acme.dev', { kind: 'basic', users })
    acme.push('team/app', '1.0', image('linux/amd64'))
    const ghcr = await harness.registry('ghcr.io', { kind: 'basic', users: {} })
    const docker = harness.github.world.newFolder('docker')
    const auth = Buffer.from('robot:robot-password').toString('base64')
    writeFileSync(join(docker, 'config.json'), JSON.stringify({ auths: { 'registry.acme.dev': { auth } } }))
    const files = { 'b.yaml': deployment('b', 'registry.acme.dev/team/app:1.0'), 'g.yaml': deployment('g', 'ghcr.io/acme/app:1.0') }
    const repository = shop(harness.github, 'registries:\n  ask: [registry.acme.dev]\n')
    const isIntended = ({ name, version }: RunnerCommand) => version === 2 && ['add-mask', 'notice', 'warning'].includes(name)
    const step = { isIntended, inputs: { resolve: 'trusted' }, env: { DOCKER_CONFIG: docker, GITHUB_SERVER_URL: 'https://github.com' } }

    const own = await harness.run({
      ...step,
      event: onPullRequest(repository.pullRequest({ head: { files } })),
      secrets: ['robot-password', auth],
    })
    const token = Buffer.from(`x-access-token:${own.token}`).toString('base64')
    expect(acme.seen.some(({ headers }) => headers.authorization === `Basic ${auth}`)).toBe(true)
    expect(ghcr.seen.some(({ headers }) => headers.authorization === `Basic ${token}`)).toBe(true)
    expect(acme.seen.some(({ headers }) => headers.authorization === `Basic ${token}`)).toBe(false)
    const written = ['report-file', 'sarif-file', 'patch-file'].map(name => readFileSync(own.outputs[name] ?? '', 'utf8'))
    const shown = [own.log, own.summary ?? '', ...written].join('\n')
    for (const secret of ['robot-password', auth, own.token, token]) expect(shown).not.toContain(secret)

    const [acmeSent, ghcrSent] = [acme.seen.length, ghcr.seen.length]
    const fromFork = await harness.run({ ...step, event: onPullRequest(repository.pullRequest({ fork: true, head: { files } })) })
    expect(acme.seen.length).toBe(acmeSent)
    const asked = ghcr.seen.slice(ghcrSent).map(({ headers }) => headers.authorization)
    expect([asked.length > 0, asked.filter(sent => sent !== undefined)]).toEqual([true, []])
    expect(fromFork.summary).toMatch(/comes from a fork: registries were asked without credentials/)
  })

  test('a registry that fails, or lies, is a remark in the review and never a failed step', async () => {
    const hub = await harness.registry('registry-1.docker.io')
    hub.interfere('/v2/', (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>::error::pwned</html>'),
    )
    const pull = shop(harness.github).pullRequest({ head: { files: { 'a.yaml': deployment('a', 'nginx:1.29') } } })
    const { conclusion, annotations, printed } = await harness.run({ event: onPullRequest(pull), inputs: { resolve: 'trusted' } })
    expect([conclusion, annotations.filter(({ level }) => level === 'failure')]).toEqual(['success', []])
    expect(printed).not.toMatch(/^::error/m)
  })
})

describe('26. the patch file applies with `git apply --check` on the head', () => {
  test('for LF, CRLF, no final newline, odd names and several documents; only the images change', async () => {
    const hub = await harness.registry('registry-1.docker.io')
    for (const name of ['nginx', 'redis']) hub.push(`library/${name}`, '1', image('linux/amd64'))
    const crlf = deployment('crlf', 'nginx:1').replaceAll('\n', '\r\n')
    const files = {
      'lf.yaml': deployment('lf', 'nginx:1'),
      'crlf.yaml': crlf,
      'end.yaml': deployment('end', '"nginx:1"').trimEnd(),
      'ä b\t"c".yaml': deployment('odd', 'redis:1 # why'),
      'two.yaml': `${deployment('one', 'nginx:1')}---\n${deployment('two', 'redis:1')}`,
    }
    const repository = shop(harness.github)
    const pull = repository.pullRequest({ head: { files } })
    const { outputs, log } = await harness.run({
      event: onPullRequest(pull),
      inputs: { resolve: 'trusted', 'patch-file': 'out/pins.patch' },
    })
    expect(log).toMatch(/Patch: .*out\/pins\.patch/)
    const clone = harness.github.world.newFolder('clone')
    const git = (...args: readonly string[]) =>
      execFileSync('git', [...args], {
        cwd: clone,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
      })
    mkdirSync(clone, { recursive: true })
    git('clone', '-q', '--no-checkout', repository.git.path, '.')
    git('checkout', '-q', pull.headSha)
    git('apply', '--check', outputs['patch-file'] ?? '')
    git('apply', outputs['patch-file'] ?? '')
    const pinned = git('diff', '--numstat', '-z')
      .split('\0')
      .filter(line => line !== '')
    expect(pinned).toHaveLength(5)
    expect(readFileSync(join(clone, 'crlf.yaml'), 'utf8').replace(/@sha256:[0-9a-f]{64}/, '')).toBe(crlf)
    expect(readFileSync(join(clone, 'end.yaml'), 'utf8').replace(/@sha256:[0-9a-f]{64}/, '')).toBe(files['end.yaml'])
  })
})
