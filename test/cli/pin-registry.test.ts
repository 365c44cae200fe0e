import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { Stage } from '../fake/registry/asking.ts'
import { makeCertificate } from '../fake/registry/certificate.ts'
import type { FakeRegistry, FakeRegistryOptions } from '../fake/registry/fake-registry.ts'
import { answers } from '../fake/registry/faults.ts'
import { image, index } from '../fake/registry/images.ts'
import { git } from './git-repository.ts'
import { deployment, pullPolicy } from './pull-policy.ts'
import { addFiles, makeTree } from './temporary-tree.ts'

const stage = new Stage()
afterEach(() => stage.clear())

const APP = index(['linux/amd64', 'linux/arm64', 'linux/s390x'], 'oci', { hasAttestations: true })
const OLD = image('linux/amd64', 'docker')
const TIME = String.raw`asked \d{4}-\d\d-\d\d \d\d:\d\d UTC`

/** A folder with no credentials of whoever runs the tests. */
let nobody: { readonly DOCKER_CONFIG: string; readonly HOME: string; readonly XDG_CONFIG_HOME: string }
beforeAll(() => {
  const home = makeTree()
  nobody = { DOCKER_CONFIG: join(home, '.docker'), HOME: home, XDG_CONFIG_HOME: join(home, '.config') }
})

async function registryWithApp(options?: FakeRegistryOptions): Promise<FakeRegistry> {
  const registry = await stage.registry(options)
  for (const tag of ['1', '1.2', '1.2.0', 'latest']) registry.push('team/app', tag, APP)
  registry.push('team/app', '1.1.0', OLD)
  return registry
}

function run(cwd: string, args: readonly string[], env = {}) {
  return pullPolicy(cwd, args, { env: { ...nobody, ...env } })
}

test("in a job a missing tag below the repository owner's name is not there yet, and no error", async () => {
  const { host } = await registryWithApp()
  const cwd = makeTree({ 'a.yaml': deployment(`${host}/team/app:9`) })
  const args = ['check', '--resolve', '--plain-http', host]
  const { exitCode, stdout } = await run(cwd, args, { GITHUB_REPOSITORY_OWNER: 'Team' })
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/warning: the pull fails with ErrImagePull until the image is pushed/)])
  expect((await run(cwd, args)).exitCode).toBe(1)
})

describe('pin asks a registry that whoever runs it vouches for', () => {
  test('and says of each image what became of it, on what grounds', async () => {
    const { host } = await registryWithApp()
    const images = ['team/app:1.2.0', 'team/app:1.1.0', 'team/app', `team/app@${APP.digest}`, 'team/app:9', 'team/gone:1']
    const cwd = makeTree(Object.fromEntries(images.map((name, index) => [`${index}.yaml`, deployment(`${host}/${name}`)])))
    const { exitCode, stdout, stderr } = await run(cwd, ['pin', '--plain-http', host])
    const short = (digest: string) => `sha256:${digest.slice(7, 15)}…`
    const lines = stderr.split('\n')
    const kind = 'OCI index of 3 platforms: linux/amd64, linux/arm64, linux/s390x'
    expect(lines.map(line => line.replace(new RegExp(TIME), 'asked NOW'))).toEqual([
      `0.yaml:10: ${host}/team/app:1.2.0: pinned: ${short(APP.digest)}, ${kind}, asked NOW; the policy stays IfNotPresent`,
      `1.yaml:10: ${host}/team/app:1.1.0: pinned: ${short(OLD.digest)}, Docker manifest for linux/amd64, asked NOW; the policy stays IfNotPresent`,
      `2.yaml:10: ${host}/team/app (${host}/team/app:latest): pinned: ${short(APP.digest)}, ${kind}, asked NOW; no tag means \`latest\`, which is written out so that the policy stays what it is`,
      `3.yaml:10: ${host}/team/app@${APP.digest}: has its digest: ${short(APP.digest)}, ${kind}, asked NOW`,
      `4.yaml:10: ${host}/team/app:9: not resolved: ${host} does not have team/app:9`,
      `5.yaml:10: ${host}/team/gone:1: not resolved: ${host} has no repository team/gone`,
      'pull-policy: 6 images: 3 pinned, 1 with a digest already, 2 not resolved',
      '',
    ])
    expect(stdout.match(/^\+ .*@sha256:/gm)).toHaveLength(3)
    expect(exitCode).toBe(0)
  })

  test('--name-version says which version `latest` is, and pins what the author wrote', async () => {
    const { host } = await registryWithApp()
    const cwd = makeTree({ 'a.yaml': deployment(`${host}/team/app`) })
    const { stdout, stderr } = await run(cwd, ['pin', '--plain-http', host, '--name-version'])
    expect(stderr).toContain('; `latest` is 1.2.0 now (also 1.2, 1): better name that version\n')
    expect(stdout).toContain(`+          image: ${host}/team/app:latest@${APP.digest}\n`)
  })

  test('over TLS with an authority and the credentials of the machine', async () => {
    const certificate = makeCertificate(['127.0.0.1'])
    const registry = await registryWithApp({ auth: { kind: 'basic', users: { alice: 's3cret' } }, certificate })
    const outside = makeTree({
      'ca.pem': `a comment\n${certificate.certificate}`,
      'config.json': JSON.stringify({ auths: { [registry.host]: { auth: Buffer.from('alice:s3cret').toString('base64') } } }),
    })
    const cwd = makeTree({ 'a.yaml': deployment(`${registry.host}/team/app:1`) })
    const options = ['pin', '--private-host', registry.host, '--ca-file', join(outside, 'ca.pem')]
    const { stdout, stderr } = await run(cwd, options, { DOCKER_CONFIG: outside })
    expect(stdout).toContain(`@${APP.digest}`)
    expect(stderr + stdout).not.toMatch(/s3cret|YWxpY2U6/)
  })

  test('--update tells what the new digest is, and not what the old one was', async () => {
    const { host } = await registryWithApp()
    const cwd = makeTree({
      'a.yaml': deployment(`${host}/team/app:1.2.0@${OLD.digest}`),
      'b.yaml': deployment(`${host}/team/app:1@sha256:${'0'.repeat(64)}`),
    })
    const { stderr } = await run(cwd, ['pin', '--update', '--plain-http', host])
    const evidence = `pinned: sha256:${APP.digest.slice(7, 15)}…, OCI index of 3 platforms: linux/amd64, linux/arm64, linux/s390x, asked `
    expect(stderr.split(evidence)).toHaveLength(3)
  })

  test('one failure stops nothing, and only --fail-on decides the exit code', async () => {
    const registry = await registryWithApp()
    registry.interfere('/team/app/manifests/1.1.0', answers(403))
    const cwd = makeTree({
      'a.yaml': deployment(`${registry.host}/team/app:1.1.0`),
      'b.yaml': deployment(`${registry.host}/team/app:9`),
      'c.yaml': deployment(`${registry.host}/team/app:1`),
    })
    const { exitCode, stdout } = await run(cwd, ['pin', '--plain-http', registry.host])
    expect([exitCode, stdout.match(/^\+ /gm)?.length]).toEqual([0, 1])
    expect((await run(cwd, ['pin', '--plain-http', registry.host, '--fail-on', 'error'])).exitCode).toBe(1)
  })

  test('nobody vouches for it: it is not asked, and how to vouch is said', async () => {
    const registry = await registryWithApp()
    const cwd = makeTree({
      'a.yaml': deployment(`${registry.host}/team/app:1`),
      '.github/pull-policy.yml': `registries: {ask: ["${registry.host}", "*"]}\n`,
    })
    const { stderr } = await run(cwd, ['pin'])
    expect(stderr).toContain(
      `\npull-policy: hosts of an inner network are asked only where you vouch for them: --private-host ${registry.host}, or`,
    )
    expect(registry.seen).toEqual([])
  })

  test('registries.permitted narrows who is asked', async () => {
    const [one, other] = [await registryWithApp(), await registryWithApp()]
    const cwd = makeTree({
      'a.yaml': deployment(`${one.host}/team/app:1`),
      'b.yaml': deployment(`${other.host}/team/app:1`),
      '.github/pull-policy.yml': `registries: {permitted: ["${one.host}/*"]}\n`,
    })
    const { stderr } = await run(cwd, ['pin', '--plain-http', one.host, '--plain-http', other.host])
    expect(stderr).toContain(`not resolved: ${other.host} is not among the registries that are permitted\n`)
    expect([one.seen.length > 0, other.seen]).toEqual([true, []])
  })

  test.each([
    [['--plain-http', 'http://a/b'], /unexpected "http:\/\/a\/b" among the registries' hosts, expected host or host:port/],
    [['--ca-file', 'a.yaml'], /a\.yaml: unexpected content, expected certificates in PEM/],
    [['--ca-file', 'none.pem'], /none\.pem: no such file or directory/],
  ])('%j is the user’s to mend', async (args, message) => {
    const { exitCode, stderr } = await run(makeTree({ 'a.yaml': deployment('app:1') }), ['pin', ...args])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(message)
  })
})

describe('check --resolve', () => {
  test('says the same in its text, once for each image, and in Markdown', async () => {
    const { host } = await registryWithApp()
    const cwd = makeTree({
      'a.yaml': deployment(`${host}/team/app`),
      'b.yaml': deployment(`${host}/team/app`, 'b'),
      'c.yaml': deployment(`${host}/team/app:9`),
    })
    const options = ['check', '--resolve', '--plain-http', host, '--name-version', '--fail-on', 'never']
    const { stdout } = await run(cwd, options)
    expect(stdout).toMatch(
      new RegExp(
        `^images: 1 to be pinned, 1 not resolved\n  to be pinned    ${host}/team/app:latest: .*${TIME}.*\`latest\` is 1\\.2\\.0 now`,
        'm',
      ),
    )
    expect(stdout).toContain(`\n  not resolved    ${host}/team/app:9: ${host} does not have team/app:9\n`)
    const { stdout: markdown } = await run(cwd, [...options, '--format', 'markdown'])
    expect(markdown).toContain(`\`${host}/team/app:latest\` is \`1.2.0\` now (also \`1.2\`, \`1\`): better name that version.`)
    expect(markdown).toMatch(
      /\| OCI index `sha256:[0-9a-f]{8}…` \| 3: linux\/amd64, linux\/arm64, linux\/s390x \| \d{4}-\d\d-\d\d \d\d:\d\d \|/,
    )
  })

  test('offers fixes in SARIF', async () => {
    const { host } = await registryWithApp()
    const cwd = makeTree({ 'a.yaml': deployment(`${host}/team/app:1`) })
    const { stdout } = await run(cwd, ['check', '--resolve', '--plain-http', host, '--profile', 'reproducible', '--format', 'sarif'])
    const [result] = JSON.parse(stdout).runs[0].results
    expect(result.ruleId).toBe('unpinned-image')
    expect(result.fixes[0].artifactChanges[0].replacements[0].insertedContent.text).toBe(`${host}/team/app:1@${APP.digest}`)
  })
})

describe('what a change may have brought along decides nothing', () => {
  test.each([
    ['run in a folder of the repository', 'repository/sub', []],
    ['run elsewhere, on a folder of the repository', 'elsewhere', ['../repository/sub']],
    ['run elsewhere, on a file of the repository', 'elsewhere', ['../repository/sub/a.yaml']],
  ])("no configuration, helper or cache at the repository's top: %s", async (_, below, paths) => {
    const registry = await registryWithApp({ auth: { kind: 'basic', users: { robot: 'secret' } } })
    const folder = makeTree({
      'elsewhere/x': '',
      'repository/sub/a.yaml': deployment(`${registry.host}/team/app:1`),
      'repository/.docker/config.json': JSON.stringify({ auths: { [registry.host]: { auth: btoa('robot:secret') } } }),
      'repository/bin/docker-credential-evil': `#!/bin/sh\ntouch ${'$'}{0%/*}/ran\necho '{"Username":"robot","Secret":"secret"}'\n`,
      'docker/config.json': JSON.stringify({ credHelpers: { [registry.host]: 'evil' } }),
    })
    const repository = join(folder, 'repository')
    git(repository, 'init', '-q')
    chmodSync(join(repository, 'bin', 'docker-credential-evil'), 0o755)
    const pin = (env: object, ...more: readonly string[]) =>
      run(join(folder, below), ['pin', '--plain-http', registry.host, ...more, ...paths], env)
    const byConfiguration = await pin({ DOCKER_CONFIG: join(repository, '.docker') })
    expect(byConfiguration.stderr).toMatch(/config\.json is not read for credentials: it lies in the work tree\n/)
    const byHelper = await pin({ DOCKER_CONFIG: join(folder, 'docker'), PATH: `${join(repository, 'bin')}:/usr/bin:/bin` })
    expect(byHelper.stderr).toMatch(/docker-credential-evil is not on the PATH outside the work tree/)
    expect([byConfiguration, byHelper].map(({ stdout }) => stdout)).toEqual(['', ''])
    expect(existsSync(join(repository, 'bin', 'ran'))).toBe(false)
    const byCache = await pin({}, '--cache', join(repository, 'cache'))
    expect(byCache.stderr).toMatch(/is not used: it lies in the work tree/)
  })
})

describe('--cache', () => {
  test('spares questions, for ten minutes, and says when they were asked', async () => {
    const registry = await registryWithApp()
    const cwd = makeTree({ 'a.yaml': deployment(`${registry.host}/team/app:1`) })
    const cache = join(makeTree(), 'digests.jsonl')
    const options = ['pin', '--plain-http', registry.host, '--cache', cache]
    const first = await run(cwd, options)
    const asked = registry.seen.length
    expect(await run(cwd, options)).toEqual(first)
    expect([registry.seen.length, statSync(cache).mode & 0o777]).toEqual([asked, 0o600])
    writeFileSync(cache, readFileSync(cache, 'utf8').replaceAll(/"at":\d+/g, `"at":${Date.now() - 11 * 60_000}`))
    registry.push('team/app', '1', OLD)
    expect((await run(cwd, options)).stdout).toContain(`@${OLD.digest}`)
  })

  test.each([
    ['in the folder where the command runs', 'sub', 'sub/cache'],
    ['elsewhere in the repository', 'sub', 'cache'],
    ['in a folder of the repository that is not there yet', 'sub', 'new/folder/cache'],
    ['by way of a link into the repository', 'sub', '../link/cache'],
  ])('is not taken from the work tree: %s', async (_, below, path) => {
    const folder = makeTree({ 'repository/sub/a.yaml': deployment('app:1') })
    git(join(folder, 'repository'), 'init', '-q')
    symlinkSync(join(folder, 'repository'), join(folder, 'link'))
    const { exitCode, stderr } = await run(join(folder, 'repository', below), ['pin', '--cache', join(folder, 'repository', path)])
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/is not used: it lies in the work tree, which a change may write; name a file elsewhere/),
    ])
  })

  test('is neither followed through a link, nor taken where others may write it, nor from a folder', async () => {
    const outside = makeTree({ real: '', shared: '' })
    symlinkSync(join(outside, 'real'), join(outside, 'link'))
    chmodSync(join(outside, 'shared'), 0o666)
    mkdirSync(join(outside, 'folder'))
    const cwd = makeTree({ 'a.yaml': deployment('app:1') })
    for (const [name, reason] of [
      ['link', 'it is a symbolic link'],
      ['shared', 'others can write it'],
      ['folder', 'it is no file'],
    ] as const) {
      const { exitCode, stderr } = await run(cwd, ['pin', '--cache', join(outside, name)])
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`is not used: ${reason};`)])
    }
  })

  test('what is not as it should be in it is passed over, and a folder is made', async () => {
    const registry = await registryWithApp()
    const outside = makeTree()
    const cache = join(outside, 'a', 'b', 'digests.jsonl')
    const cwd = makeTree({ 'a.yaml': deployment(`${registry.host}/team/app:1`) })
    await run(cwd, ['pin', '--plain-http', registry.host, '--cache', cache])
    expect(existsSync(cache)).toBe(true)
    addFiles(outside, { 'a/b/digests.jsonl': '{"v":1,"k":"x","kind":"named"}\n\u0000{{{\n[]\n' })
    expect((await run(cwd, ['pin', '--plain-http', registry.host, '--cache', cache])).stdout).toContain(`@${APP.digest}`)
  })
})
