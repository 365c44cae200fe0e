import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type DockerConfigType, parseDockerConfig } from '../../../src/kubernetes/docker-config.ts'

const JSON_TYPE: DockerConfigType = 'kubernetes.io/dockerconfigjson'
const CFG_TYPE: DockerConfigType = 'kubernetes.io/dockercfg'
const REAL = 'Kq7vR2mx9Zt4'

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

function auths(hosts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ auths: hosts })
}

describe('which hosts a config names', () => {
  test.each([
    [JSON_TYPE, '{"auths":{"quay.io":{},"ghcr.io":{}}}', ['quay.io', 'ghcr.io']],
    [JSON_TYPE, '{"auths":{}}', []],
    [JSON_TYPE, '{"auths":null}', []],
    [JSON_TYPE, '{"Auths":{"quay.io":{}}}', ['quay.io']],
    [JSON_TYPE, '{"auths":{"quay.io":null}}', ['quay.io']],
    [JSON_TYPE, ' {"auths":{"quay.io":{}},"HttpHeaders":{},"credsStore":"desktop"}\n', ['quay.io']],
    [JSON_TYPE, '{"auths":{"__proto__":{}}}', ['__proto__']],
    [CFG_TYPE, '{"quay.io":{},"https://index.docker.io/v1/":{}}', ['quay.io', 'https://index.docker.io/v1/']],
    [CFG_TYPE, '{}', []],
  ])('%s %s', (type, text, keys) => {
    expect(parseDockerConfig(text, type)).toMatchObject({ kind: 'hosts', keys })
  })
})

describe('how each host’s login is judged', () => {
  test.each([
    ['a decoded password', { auth: base64(`ci:${REAL}`) }, 'real'],
    ['base64 without padding', { auth: base64(`ci:${REAL}1`).replaceAll('=', '') }, 'real'],
    ['base64 with line ends', { auth: `${base64(`ci:${REAL}`).slice(0, 8)}\n${base64(`ci:${REAL}`).slice(8)}` }, 'real'],
    ['a password that holds a colon', { auth: base64('ci:pass:word:Zt4') }, 'real'],
    ['a password in the clear', { username: 'ci', password: REAL }, 'real'],
    ['names of members in capitals', { Username: 'ci', PASSWORD: REAL }, 'real'],
    ['a password beside a placeholder', { auth: '<base64>', password: REAL }, 'real'],
    ['a token that only Docker knows', { identitytoken: REAL }, 'real'],
    ['user:pass', { auth: 'dXNlcjpwYXNz' }, 'placeholder'],
    ['username:password', { auth: 'dXNlcm5hbWU6cGFzc3dvcmQ=' }, 'placeholder'],
    ['id:pass and a line end', { auth: 'aWQ6cGFzcwo=' }, 'placeholder'],
    ['foo:bar', { auth: 'Zm9vOmJhcg==' }, 'placeholder'],
    ['stuff:stuff', { auth: base64('stuff:stuff') }, 'placeholder'],
    ['a template', { auth: '${REGISTRY_AUTH}' }, 'placeholder'],
    ['a template in base64', { auth: base64('${USER}:${PASSWORD}') }, 'placeholder'],
    ['a shortened example', { username: 'janedoe', password: 'xxxxxxxxxxx', email: 'jdoe@example.com', auth: 'c3R...zE2' }, 'placeholder'],
    ['an encrypted value', { auth: 'ENC[AES256_GCM,data:9Xk2,type:str]' }, 'placeholder'],
    ['nothing', {}, 'none'],
    ['empty strings', { username: '', password: '', auth: '' }, 'none'],
    ['a user alone', { username: 'ci' }, 'none'],
    ['a user and an empty password in base64', { auth: base64('ci:') }, 'none'],
    ['an address', { email: 'jdoe@quay.io' }, 'none'],
  ])('%s', (_, entry, likeness) => {
    const config = parseDockerConfig(auths({ 'quay.io': entry }), JSON_TYPE)
    expect(config).toMatchObject({ kind: 'hosts', keys: ['quay.io'] })
    expect([...config.credentials]).toEqual([['quay.io', likeness]])
  })

  test('a documentation’s word in base64, with neither user nor colon, is none', () => {
    expect([...parseDockerConfig(auths({ 'quay.io': { auth: base64('secret') } }), JSON_TYPE).credentials]).toEqual([
      ['quay.io', 'placeholder'],
    ])
  })

  test('a login before the host is judged, and cut out of the key', () => {
    const config = parseDockerConfig(auths({ [`https://ci:${REAL}@quay.io/org`]: {}, 'robot@ghcr.io': {} }), JSON_TYPE)
    expect(config).toMatchObject({ kind: 'hosts', keys: ['https://***@quay.io/org', '***@ghcr.io'] })
    expect([...config.credentials.values()]).toEqual(['real', 'none'])
  })

  test('what is written for a host of documentation is none’s', () => {
    const config = parseDockerConfig(auths({ 'https://registry.example.com:5000/v2/': { auth: base64(`ci:${REAL}`) } }), JSON_TYPE)
    expect([...config.credentials.values()]).toEqual(['placeholder'])
  })
})

describe('what is broken, and what comes of it', () => {
  test.each([
    [JSON_TYPE, '', 'it is empty', 'refused'],
    [JSON_TYPE, 'quay.io: {}', 'it is not a JSON object', 'refused'],
    [JSON_TYPE, "{'auths':{}}", 'it is not a JSON object', 'refused'],
    [JSON_TYPE, '[]', 'it is not a JSON object', 'refused'],
    [JSON_TYPE, '{"auths":[]}', '`auths` is no map', 'pull-fails'],
    [JSON_TYPE, '{"auths":{"quay.io":"x"}}', 'what stands under `quay.io` is no map', 'pull-fails'],
    [JSON_TYPE, '{"auths":{"quay.io":{"username":1}}}', '`username` of `quay.io` is no string', 'pull-fails'],
    [JSON_TYPE, '{"auths":{"quay.io":{"auth":["x"]}}}', '`auth` of `quay.io` is no string', 'pull-fails'],
    [
      JSON_TYPE,
      auths({ 'quay.io': { auth: base64('no-colon-in-it') } }),
      '`auth` of `quay.io` is not the base64 form of `user:password`',
      'pull-fails',
    ],
    [
      JSON_TYPE,
      auths({ 'quay.io': { auth: `ci:${REAL}` } }),
      '`auth` of `quay.io` is not the base64 form of `user:password`',
      'pull-fails',
    ],
    [
      JSON_TYPE,
      auths({ 'quay.io': { auth: `${base64(`ci:${REAL}1`).replace('==', '=')}` } }),
      '`auth` of `quay.io` is not the base64 form of `user:password`',
      'pull-fails',
    ],
    [JSON_TYPE, '{"quay.io":{}}', 'it has no `auths`: type kubernetes.io/dockerconfigjson holds its registries under it', 'ignored'],
    [JSON_TYPE, '{"credHelpers":{"quay.io":"ecr-login"}}', 'it has no `auths`: the kubelet does not know `credHelpers`', 'ignored'],
    [JSON_TYPE, '{"credsStore":"desktop"}', 'it has no `auths`: the kubelet does not know `credsStore`', 'ignored'],
    [CFG_TYPE, '{"auths":{"quay.io":{}}}', 'it has an `auths`: type kubernetes.io/dockercfg holds its registries at the top', 'ignored'],
    [CFG_TYPE, '{"auths":{"quay.io":{}},"credsStore":"desktop"}', 'what stands under `credsStore` is no map', 'pull-fails'],
  ])('%s %s: %s', (type, text, reason, effect) => {
    expect(parseDockerConfig(text, type)).toMatchObject({ kind: 'broken', reason, effect })
  })

  test.each([
    ['in the clear where base64 belongs', JSON_TYPE, auths({ 'quay.io': { auth: `ci:${REAL}` } })],
    ['in the other type’s shape', JSON_TYPE, JSON.stringify({ 'quay.io': { auth: base64(`ci:${REAL}`) } })],
    ['in the other type’s shape', CFG_TYPE, auths({ 'quay.io': { auth: base64(`ci:${REAL}`) } })],
    ['beside a member of the wrong type', JSON_TYPE, auths({ 'quay.io': { email: 1, password: REAL } })],
  ])('a real login is seen %s', (_, type, text) => {
    expect([...parseDockerConfig(text, type).credentials]).toEqual([['quay.io', 'real']])
  })
})

describe('what cannot be told yet', () => {
  test.each([
    ['${DOCKER_CONFIG_JSON}', 'it is filled in or decrypted later'],
    ['{{ .Values.pullSecret }}', 'it is filled in or decrypted later'],
    ['{"auths":{{ toJson .Values.auths }}}', 'it is filled in or decrypted later'],
    ['ENC[AES256_GCM,data:9Xk2,type:str]', 'it is filled in or decrypted later'],
    ['<paste it here>', 'it is filled in or decrypted later'],
    ['{"auths":{"${REGISTRY}":{"auth":"${AUTH}"}}}', 'the name of a registry is filled in later'],
    ['{"auths":{"<your-registry-server>":{}}}', 'the name of a registry is filled in later'],
    [auths(Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`r${index}.io`, {}]))), 'it names more than 1000 registries'],
  ])('%.60s', (text, reason) => {
    expect(parseDockerConfig(text, JSON_TYPE)).toMatchObject({ kind: 'unknown', reason })
  })

  test('a real login for a host that is filled in later is seen', () => {
    expect([...parseDockerConfig(auths({ '${REGISTRY}': { auth: base64(`ci:${REAL}`) } }), JSON_TYPE).credentials.values()]).toEqual([
      'real',
    ])
  })
})

test('nothing of a login leaves, whatever is written', () => {
  const secret = fc.string({ unit: fc.constantFrom(...'QZJXKV0987'), minLength: 12, maxLength: 24 })
  const shape = fc.constantFrom<(text: string) => string>(
    text => auths({ 'quay.io': { auth: base64(`ci:${text}`) } }),
    text => auths({ 'quay.io': { auth: `ci:${text}` } }),
    text => auths({ 'quay.io': { username: text, password: text } }),
    text => auths({ [`https://ci:${text}@quay.io`]: { auth: 1 } }),
    text => auths({ [`https://${text}@quay.io`]: 'x' }),
    text => JSON.stringify({ 'quay.io': { auth: base64(text) } }),
    text => `{"auths":{"quay.io":{"auth":"${text}}}}`,
    text => text,
  )
  fc.assert(
    fc.property(secret, shape, fc.constantFrom(JSON_TYPE, CFG_TYPE), (text, write, type) => {
      const config = parseDockerConfig(write(text), type)
      const said = JSON.stringify({ ...config, credentials: [...config.credentials] })
      expect(said).not.toContain(text)
      expect(said).not.toContain(base64(text).slice(0, 8))
    }),
  )
})

test('any text comes to something', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom(JSON_TYPE, CFG_TYPE), (text, type) => {
      expect(['hosts', 'unknown', 'broken']).toContain(parseDockerConfig(text, type).kind)
    }),
  )
})
