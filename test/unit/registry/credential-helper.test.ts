import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { dockerCredentials } from '../../../src/registry/docker-credentials.ts'

/*
 * Real files and real programs in a temporary folder: a home, a work tree that a stranger filled, and a folder of honest programs.
 */

let root: string
let home: string
let workTree: string
let programs: string

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'pull-policy-credentials-')))
  home = join(root, 'home')
  workTree = join(root, 'work')
  programs = join(root, 'bin')
  for (const folder of [home, workTree, programs]) mkdirSync(folder)
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

/** A helper that notes that it ran, where, with which words and what it was told, and answers. */
function helper(folder: string, name: string, answer: string, exitCode = 0): string {
  const log = join(root, `${name}.log`)
  const path = write(
    join(folder, `docker-credential-${name}`),
    `#!/bin/sh\n{ pwd; echo "$@"; cat; } >> '${log}'\ncat <<'END'\n${answer}\nEND\nexit ${exitCode}\n`,
  )
  chmodSync(path, 0o755)
  return path
}

function ran(name: string): readonly string[] | undefined {
  try {
    return readFileSync(join(root, `${name}.log`), 'utf8')
      .trimEnd()
      .split('\n')
  } catch {
    return undefined
  }
}

const config = (content: unknown, path = join(home, '.docker', 'config.json')) => write(path, JSON.stringify(content))
const login = (text: string) => ({ auth: Buffer.from(text).toString('base64') })
const source = (environment: Readonly<Record<string, string>> = {}) =>
  dockerCredentials({ environment: { PATH: `${programs}:/usr/bin:/bin`, ...environment }, workTree, homeFolder: home })

describe('a helper program', () => {
  test('is asked by its protocol, with its own folder as the current one', async () => {
    config({ credHelpers: { 'ecr.example.com': 'ecr-login' } })
    helper(programs, 'ecr-login', '{"ServerURL":"ecr.example.com","Username":"AWS","Secret":"pa55"}')
    expect(await source().find('ecr.example.com', 'app')).toEqual({ credential: { username: 'AWS', password: 'pa55' }, notices: [] })
    expect(ran('ecr-login')).toEqual([programs, 'get', 'ecr.example.com'])
  })

  test('says by the name <token> that it gives an identity token', async () => {
    config({ credsStore: 'acr' })
    helper(programs, 'acr', '{"Username":"<token>","Secret":"refresh"}')
    expect(await source().find('ours.azurecr.io', 'app')).toMatchObject({ credential: { identityToken: 'refresh' } })
  })

  test('is asked once per registry', async () => {
    config({ credsStore: 'one' })
    helper(programs, 'one', '{"Username":"u","Secret":"s"}')
    const credentials = source()
    await Promise.all(['a', 'b', 'c'].map(repository => credentials.find('h.example.com', repository)))
    expect(ran('one')).toHaveLength(3)
  })

  test('that has nothing is no cause for a notice, and the file’s own login is used', async () => {
    config({ credsStore: 'none', auths: { 'h.example.com': login('u:p') } })
    helper(programs, 'none', 'credentials not found in native keychain', 1)
    expect(await source().find('h.example.com', 'app')).toEqual({ credential: { username: 'u', password: 'p' }, notices: [] })
  })

  test.each([
    ['fails', 'oh no, hunter2 is wrong', 1],
    ['babbles', 'not json hunter2', 0],
    ['leaves out the secret', '{"Username":"hunter2"}', 0],
    ['gives a number', '{"Username":"u","Secret":5}', 0],
  ])('that %s: a notice without what it said, and no credentials', async (_name, answer, exitCode) => {
    config({ credsStore: 'bad' })
    helper(programs, 'bad', answer, exitCode)
    const found = await source().find('h.example.com', 'app')
    expect(found).toEqual({ notices: ['docker-credential-bad failed for h.example.com; it is asked without credentials'] })
  })

  test('that floods its output is stopped', async () => {
    config({ credsStore: 'flood' })
    const path = write(
      join(programs, 'docker-credential-flood'),
      '#!/bin/sh\nyes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n',
    )
    chmodSync(path, 0o755)
    expect((await source().find('h.example.com', 'app')).notices).toHaveLength(1)
  })

  test('that is nowhere: a notice, and the run goes on', async () => {
    config({ credsStore: 'nowhere' })
    expect(await source().find('h.example.com', 'app')).toEqual({
      notices: [expect.stringContaining('docker-credential-nowhere is not on the PATH')],
    })
  })
})

describe('a program that a stranger committed is not run', () => {
  test.each([
    ['the work tree on the PATH', () => workTree],
    ['a folder of the work tree on the PATH', () => join(workTree, 'bin')],
    ['a link to the work tree on the PATH', () => link(workTree, join(root, 'linked'))],
  ])('%s', async (_name, folderOf) => {
    config({ credsStore: 'evil' })
    helper(workTree, 'evil', '{"Username":"u","Secret":"s"}')
    helper(join(workTree, 'bin'), 'evil', '{"Username":"u","Secret":"s"}')
    expect(await source({ PATH: `${folderOf()}:${programs}` }).find('h.example.com', 'app')).toMatchObject({
      notices: [expect.any(String)],
    })
    expect(ran('evil')).toBeUndefined()
  })

  test('a relative or empty entry of the PATH, which would be the current folder', async () => {
    config({ credsStore: 'evil' })
    helper(workTree, 'evil', '{}')
    const before = process.cwd()
    process.chdir(workTree)
    try {
      await source({ PATH: `:.:bin:${programs}` }).find('h.example.com', 'app')
    } finally {
      process.chdir(before)
    }
    expect(ran('evil')).toBeUndefined()
  })

  test('a relative entry of the PATH, though it leads out of the work tree', async () => {
    config({ credsStore: 'evil' })
    helper(programs, 'evil', '{}')
    const before = process.cwd()
    process.chdir(workTree)
    try {
      await source({ PATH: '../bin' }).find('h.example.com', 'app')
    } finally {
      process.chdir(before)
    }
    expect(ran('evil')).toBeUndefined()
  })

  test('by a helper that is: its PATH has no folder of the work tree', async () => {
    config({ credsStore: 'path' })
    chmodSync(
      write(join(programs, 'docker-credential-path'), '#!/bin/sh\necho "{\\"Username\\":\\"u\\",\\"Secret\\":\\"$PATH\\"}"\n'),
      0o755,
    )
    const path = [workTree, join(workTree, 'bin'), '.', programs, '/usr/bin', '/bin'].join(':')
    mkdirSync(join(workTree, 'bin'))
    expect(await source({ PATH: path }).find('h.example.com', 'app')).toMatchObject({
      credential: { password: `${programs}:/usr/bin:/bin` },
    })
  })

  test('a link among honest programs that leads into the work tree', async () => {
    config({ credsStore: 'evil' })
    link(helper(workTree, 'evil', '{}'), join(programs, 'docker-credential-evil'))
    await source().find('h.example.com', 'app')
    expect(ran('evil')).toBeUndefined()
  })

  test('an honest program behind it on the PATH is', async () => {
    config({ credsStore: 'both' })
    helper(workTree, 'both', '{"Username":"mallory","Secret":"s"}')
    helper(programs, 'both', '{"Username":"alice","Secret":"s"}')
    expect(await source({ PATH: `${workTree}:${programs}:/usr/bin:/bin` }).find('h.example.com', 'app')).toMatchObject({
      credential: { username: 'alice' },
    })
  })

  test.each(['../evil', 'a b', 'x;touch pwned', '$(id)', '', 'a/b', '#x', 'é'])('a helper by the name of %j', async name => {
    config({ credsStore: name, credHelpers: { 'other.example.com': name } })
    helper(programs, 'evil', '{}')
    expect((await source().find('other.example.com', 'app')).credential).toBeUndefined()
    expect(ran('evil')).toBeUndefined()
  })
})

describe('a configuration that a stranger may have written is not read', () => {
  test.each<[string, () => Readonly<Record<string, string>>]>([
    [
      'DOCKER_CONFIG in the work tree',
      () => ({ DOCKER_CONFIG: dirname(config({ auths: { 'h.example.com': login('u:p') } }, join(workTree, '.docker', 'config.json'))) }),
    ],
    [
      'a relative DOCKER_CONFIG',
      () => ({
        DOCKER_CONFIG: config({ auths: { 'h.example.com': login('u:p') } }, join(workTree, '.docker', 'config.json')) && '.docker',
      }),
    ],
    [
      'REGISTRY_AUTH_FILE in the work tree',
      () => ({ REGISTRY_AUTH_FILE: config({ auths: { 'h.example.com': login('u:p') } }, join(workTree, 'auth.json')) }),
    ],
    [
      'a link to a file in the work tree',
      () => {
        mkdirSync(join(root, 'docker'))
        link(config({ auths: { 'h.example.com': login('u:p') } }, join(workTree, 'config.json')), join(root, 'docker', 'config.json'))
        return { DOCKER_CONFIG: join(root, 'docker') }
      },
    ],
    [
      'a link to a file elsewhere',
      () => {
        mkdirSync(join(root, 'docker'))
        link(
          config({ auths: { 'h.example.com': login('u:p') } }, join(root, 'elsewhere', 'config.json')),
          join(root, 'docker', 'config.json'),
        )
        return { DOCKER_CONFIG: join(root, 'docker') }
      },
    ],
    [
      'a link to its folder',
      () => ({
        DOCKER_CONFIG: link(
          dirname(config({ auths: { 'h.example.com': login('u:p') } }, join(root, 'elsewhere', 'config.json'))),
          join(root, 'docker'),
        ),
      }),
    ],
  ])('%s: a notice', async (_name, environmentOf) => {
    const found = await source(environmentOf()).find('h.example.com', 'app')
    expect(found).toEqual({
      notices: [expect.stringMatching(/is not read for credentials: it lies (in the work tree|behind a symbolic link)/)],
    })
  })

  test('a file of more than a megabyte', async () => {
    write(join(home, '.docker', 'config.json'), `{"auths":{"h.example.com":{"auth":"dTpw"}},"x":"${'x'.repeat(1_100_000)}"}`)
    expect(await source().find('h.example.com', 'app')).toEqual({ notices: [expect.stringContaining('cannot be read')] })
  })

  test('a folder in its place', async () => {
    mkdirSync(join(home, '.docker', 'config.json'), { recursive: true })
    expect((await source().find('h.example.com', 'app')).credential).toBeUndefined()
  })
})

describe('which file is read', () => {
  test('each for what the one before it has not', async () => {
    config({ auths: { 'a.example.com': login('docker:1') } })
    config(
      { auths: { 'a.example.com': login('podman:2'), 'b.example.com': login('podman:2') } },
      join(home, '.config', 'containers', 'auth.json'),
    )
    const credentials = source()
    expect(await credentials.find('a.example.com', 'x')).toMatchObject({ credential: { username: 'docker' } })
    expect(await credentials.find('b.example.com', 'x')).toMatchObject({ credential: { username: 'podman' } })
    expect(await credentials.find('c.example.com', 'x')).toEqual({ notices: [] })
  })

  test('the variable comes first, and names no helpers', async () => {
    helper(programs, 'variable', '{"Username":"u","Secret":"s"}')
    const variable = JSON.stringify({
      auths: { 'a.example.com': login('variable:1') },
      credsStore: 'variable',
      credHelpers: { 'b.example.com': 'variable' },
    })
    config({ auths: { 'a.example.com': login('file:1') } })
    const credentials = source({ DOCKER_AUTH_CONFIG: variable })
    expect(await credentials.find('a.example.com', 'x')).toMatchObject({ credential: { username: 'variable' } })
    expect(await credentials.find('b.example.com', 'x')).toEqual({ notices: [] })
    expect(ran('variable')).toBeUndefined()
  })

  test('a variable that is not JSON is said, and its text is not', async () => {
    const { notices } = await source({ DOCKER_AUTH_CONFIG: 'hunter2' }).find('a.example.com', 'x')
    expect(notices).toEqual(['DOCKER_AUTH_CONFIG is no JSON object; it is not used'])
  })

  test('none is read until credentials are wanted', () => {
    write(join(home, '.docker', 'config.json'), 'broken')
    expect(source()).toBeDefined()
  })
})

function link(target: string, path: string): string {
  symlinkSync(target, path)
  return path
}
