import { describe, expect, test } from '@jest/globals'
import type { CredentialFiles } from '../../../src/registry/credential-files.ts'
import type { ProgramCall } from '../../../src/registry/credential-helper.ts'
import { type Credential, findByPath } from '../../../src/registry/credentials.ts'
import { findConfigured, parseDockerConfig } from '../../../src/registry/docker-config.ts'
import { dockerCredentials } from '../../../src/registry/docker-credentials.ts'
import { describeWithShared, readSharedJson } from '../../shared.ts'

/** A disk that is a table of texts; all else is not there. */
function files(texts: Readonly<Record<string, string>>): CredentialFiles {
  return {
    realPath: async path => (path in texts || ['/checkout', '/bin', '/checkout/bin'].includes(path) ? path : undefined),
    isExecutable: async path => path in texts,
    readText: async path => texts[path],
  }
}

interface ConfigCase {
  readonly name: string
  readonly config: unknown
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, unknown>>
  readonly helper?: { readonly stdin: string; readonly stdout: unknown }
  readonly target: { readonly registry: string; readonly repository?: string }
  readonly recommended: string | (Credential & Readonly<Record<string, string>>)
}

describeWithShared('every docker configuration of the table', () => {
  const { dockerConfig } = (readSharedJson('oracle/registry/auth-cases.json') ?? { dockerConfig: [] }) as { dockerConfig: ConfigCase[] }
  const places: Readonly<Record<string, string>> = {
    'HOME/.docker/config.json': '/home/me/.docker/config.json',
    'DOCKER_CONFIG/config.json': '/docker/config.json',
    REGISTRY_AUTH_FILE: '/registry-auth.json',
    'XDG_RUNTIME_DIR/containers/auth.json': '/run/me/containers/auth.json',
    'XDG_CONFIG_HOME/containers/auth.json': '/xdg/containers/auth.json',
  }

  test.each(dockerConfig.map((row, index) => [`${index} ${row.name}: ${row.target.registry}`, row] as const))('%s', async (_name, row) => {
    const texts: Record<string, string> = row.config === null ? {} : { '/home/me/.docker/config.json': JSON.stringify(row.config) }
    for (const [place, content] of Object.entries(row.files ?? {})) texts[places[place] ?? ''] = JSON.stringify(content)
    for (const name of ['x', 'fake', 'cred_store', 'cred_helper']) texts[`/bin/docker-credential-${name}`] = 'program'
    const calls: ProgramCall[] = []
    const source = dockerCredentials({
      environment: {
        ...row.env,
        PATH: '/bin',
        XDG_RUNTIME_DIR: '/run/me',
        XDG_CONFIG_HOME: '/xdg',
        ...('/docker/config.json' in texts && { DOCKER_CONFIG: '/docker' }),
        ...('/registry-auth.json' in texts && { REGISTRY_AUTH_FILE: '/registry-auth.json' }),
      },
      workTree: '/checkout',
      homeFolder: '/home/me',
      files: files(texts),
      run: async call => {
        calls.push(call)
        const stdout = row.helper?.stdout ?? 'exit 1'
        const hasFailed = typeof stdout === 'string'
        return { kind: 'ended', exitCode: hasFailed ? 1 : 0, output: Buffer.from(hasFailed ? stdout : JSON.stringify(stdout)) }
      },
    })
    const found = await source.find(row.target.registry, row.target.repository ?? '')
    if (row.helper !== undefined) expect(calls.map(({ input }) => input)).toEqual([row.helper.stdin])
    if (typeof row.recommended === 'object') {
      expect(found.credential).toEqual(row.recommended)
      return
    }
    const asked = /^ask (\S+) \(stdin: (\S+)\)$/.exec(row.recommended)
    expect(found.credential).toBeUndefined()
    expect(calls.map(({ program, input }) => [program, input])).toEqual(
      asked === null ? calls.map(() => [expect.anything(), expect.anything()]) : [[`/bin/${asked[1]}`, asked[2]]],
    )
    if (row.recommended.startsWith('warning')) expect(found.notices).not.toEqual([])
  })

  test('the table is there', () => expect(dockerConfig.length).toBeGreaterThan(60))
})

interface EntryCase {
  readonly name: string
  readonly json: string
  readonly err?: string
  readonly want?: Readonly<Record<'Username' | 'Password' | 'IdentityToken' | 'RegistryToken', string>>
}

describeWithShared('what other clients read', () => {
  const { authConfigJSON, convertToHostname } = (readSharedJson('oracle/registry/auth-cases.json') ?? {
    authConfigJSON: { unmarshal: [] },
    convertToHostname: [],
  }) as {
    readonly authConfigJSON: { readonly unmarshal: readonly EntryCase[] }
    readonly convertToHostname: readonly { readonly input: string; readonly expected: string }[]
  }

  test.each(authConfigJSON.unmarshal)('an entry: $name', ({ json, err, want }) => {
    const { auths, notices } = parseDockerConfig(`{"auths":{"a.example":${json}}}`, 'config.json')
    const { Username: username, Password: password, IdentityToken: identityToken, RegistryToken: registryToken } = want ?? {}
    const expected = { username, password, ...(identityToken && { identityToken }), ...(registryToken && { registryToken }) }
    expect(auths.get('a.example')).toEqual(err === undefined ? expected : undefined)
    expect(notices).toHaveLength(err === undefined ? 0 : 1)
  })

  /** An image has neither another scheme's host nor IPv6 without brackets. */
  const isHostOfImages = ({ input }: { readonly input: string }) => !/^(?:unix|ftp):|(?:^|\/)::/.test(input)

  test.each(convertToHostname.filter(isHostOfImages))('the key $input serves $expected', ({ input, expected }) => {
    const config = parseDockerConfig(JSON.stringify({ auths: { [input]: { username: 'u', password: 'p' } } }), 'config.json')
    expect(findConfigured(config, expected, 'team/app').credential).toEqual({ username: 'u', password: 'p' })
  })
})

describe('an entry serves its own host and path', () => {
  const config = (auths: unknown) => parseDockerConfig(JSON.stringify({ auths }), 'config.json')
  const login = { auth: Buffer.from('u:p').toString('base64') }
  const serves = (key: string, registry: string, repository: string) =>
    findConfigured(config({ [key]: login }), registry, repository).credential !== undefined

  test.each([
    ['ghcr.io', 'ghcr.io', 'a/b', true],
    ['https://ghcr.io', 'ghcr.io', 'a/b', true],
    ['https://ghcr.io/v2/', 'ghcr.io', 'a/b', true],
    ['ghcr.io/v1', 'ghcr.io', 'a/b', true],
    ['ghcr.io/a', 'ghcr.io', 'a/b', true],
    ['ghcr.io/a/b', 'ghcr.io', 'a/b', true],
    ['ghcr.io/a/b/c', 'ghcr.io', 'a/b', false],
    ['ghcr.io/par', 'ghcr.io', 'partial', false],
    ['ghcr.io/other', 'ghcr.io', 'a/b', false],
    ['evilghcr.io', 'ghcr.io', 'a/b', false],
    ['ghcr.io', 'evilghcr.io', 'a/b', false],
    ['ghcr.io', 'ghcr.io.evil.example', 'a/b', false],
    ['example.com', 'evil.example.com', 'a', false],
    ['example.com:443', 'example.com', 'a', false],
    ['https://index.docker.io/v1/', 'docker.io', 'library/nginx', true],
    ['registry-1.docker.io', 'docker.io', 'library/nginx', true],
    ['hub.docker.com', 'docker.io', 'library/nginx', false],
    ['__proto__', 'ghcr.io', 'a', false],
  ])('%s serves %s/%s: %p', (key, registry, repository, isServed) => expect(serves(key, registry, repository)).toBe(isServed))

  test('the longest path wins', () => {
    const entries = new Map([
      ['h.io', 1],
      ['h.io/a', 2],
      ['h.io/a/b', 3],
    ])
    expect(['a/b/c', 'a/c', 'd'].map(repository => findByPath(entries, 'h.io', repository))).toEqual([3, 2, 1])
  })
})

describe('a broken configuration', () => {
  test.each(['', 'not json', '[]', '"x"', 'null', '{"auths":[]}', '{"auths":"x"}'])('%j: a notice, and no entries', text => {
    const config = parseDockerConfig(text, 'config.json')
    expect(config.auths.size).toBe(0)
    expect(config.notices).toHaveLength(1)
  })

  test.each([
    ['{"username":true}', /"username" is no string/],
    ['{"auth":"bad-auth-bad"}', /no base64/],
    ['{"auth":"Zm9vYmFy"}', /name:password/],
    ['"whatever"', /no object/],
    ['{"identitytoken":123}', /"identitytoken" is no string/],
  ])('the entry %s is left out with a notice, the others stay', (entry, notice) => {
    const config = parseDockerConfig(`{"auths":{"bad.example.com":${entry},"good.example.com":{"auth":"dTpw"}}}`, 'config.json')
    expect([...config.auths.keys()]).toEqual(['good.example.com'])
    expect(config.notices).toEqual([expect.stringMatching(notice)])
  })

  test('no secret is repeated in a notice', () => {
    const config = parseDockerConfig('{"auths":{"h.io":{"auth":"hunter2!","password":"hunter2"}}}', 'config.json')
    expect(config.notices).toHaveLength(1)
    expect(config.notices.join()).not.toContain('hunter2')
  })
})
