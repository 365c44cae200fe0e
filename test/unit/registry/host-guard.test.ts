import { describe, expect, test } from '@jest/globals'
import { classifyAddress } from '../../../src/registry/address-ranges.ts'
import { canonicalAddress, type HostTrust, judgeAddress, judgeAddresses, judgeUrl } from '../../../src/registry/host-guard.ts'
import { describeWithShared, readSharedJson } from '../../shared.ts'

const NOBODY: HostTrust = { plainHttp: new Set(), privateHosts: new Set() }

function verdict(url: string, trust = NOBODY): string {
  return judgeUrl(new URL(url), trust).kind
}

describe('addresses', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['1.1.1.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['127.0.0.1', 'private'],
    ['127.255.255.254', 'private'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['100.127.255.255', 'private'],
    ['100.128.0.1', 'public'],
    ['::1', 'private'],
    ['fd12:3456::1', 'private'],
    ['168.63.129.16', 'forbidden'],
    ['168.63.129.17', 'public'],
    ['169.254.169.254', 'forbidden'],
    ['169.254.0.1', 'forbidden'],
    ['100.100.100.200', 'forbidden'],
    ['192.0.0.192', 'forbidden'],
    ['fd00:ec2::254', 'forbidden'],
    ['fd20:ce::254', 'forbidden'],
    ['fe80::1', 'forbidden'],
    ['fe80::1%eth0', 'forbidden'],
    ['0.0.0.0', 'forbidden'],
    ['0.1.2.3', 'forbidden'],
    ['::', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['240.0.0.1', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['ff02::1', 'forbidden'],
    ['192.0.2.1', 'forbidden'],
    ['198.18.0.1', 'forbidden'],
    ['198.51.100.1', 'forbidden'],
    ['203.0.113.1', 'forbidden'],
    ['::ffff:127.0.0.1', 'forbidden'],
    ['::ffff:8.8.8.8', 'forbidden'],
    ['::ffff:7f00:1', 'forbidden'],
    ['::127.0.0.1', 'forbidden'],
    ['64:ff9b::7f00:1', 'forbidden'],
    ['64:ff9b::808:808', 'forbidden'],
    ['64:ff9b:1::1', 'forbidden'],
    ['2002:7f00:1::', 'forbidden'],
    ['2001::1', 'forbidden'],
    ['2001:db8::1', 'forbidden'],
    ['3fff::1', 'forbidden'],
    ['100::1', 'forbidden'],
    ['registry.example.com', 'forbidden'],
    ['', 'forbidden'],
  ])('%s is %s', (address, kind) => expect(classifyAddress(address)).toBe(kind))

  test('one inner address among public ones blocks them all', () => {
    const answer = [{ address: '8.8.8.8' }, { address: '10.0.0.1' }]
    expect(judgeAddresses(answer, 'registry.example.com:443', NOBODY)).toMatchObject({ kind: 'blocked' })
    expect(judgeAddresses(answer.slice(0, 1), 'registry.example.com:443', NOBODY)).toEqual({ kind: 'allowed' })
  })

  test('an inner address is allowed to the very host and port that the operator lists', () => {
    const trust = { ...NOBODY, privateHosts: new Set(['registry.corp:5000']) }
    expect(judgeAddress('10.0.0.1', 'registry.corp:5000', trust).kind).toBe('allowed')
    expect(judgeAddress('10.0.0.1', 'registry.corp:5001', trust).kind).toBe('blocked')
    expect(judgeAddress('10.0.0.1', 'other.corp:5000', trust).kind).toBe('blocked')
  })

  test.each(['169.254.169.254', '168.63.129.16', '0.0.0.0', '::ffff:127.0.0.1'])(
    '%s is blocked even where the operator lists the host',
    address => {
      const trust = { plainHttp: new Set(['registry.corp:443']), privateHosts: new Set(['registry.corp:443']) }
      expect(judgeAddress(address, 'registry.corp:443', trust).kind).toBe('blocked')
    },
  )
})

describe('texts that WHATWG reads as an inner address', () => {
  test.each([
    'https://127.1/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://2130706433/',
    'https://①②⑦.⓪.⓪.①/',
    'https://127.0.0.1./',
    'https://127%2e0.0.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::]/',
    'https://0/',
    'https://0xa9fea9fe/',
    'https://169.254.169.254/latest/meta-data/',
    'https://168.63.129.16/machine',
    'https://[64:ff9b::169.254.169.254]/',
  ])('%s is blocked', url => expect(verdict(url)).toBe('blocked'))
})

describe('names of inner networks', () => {
  test.each([
    'https://localhost/',
    'https://LOCALHOST./',
    'https://registry/',
    'https://registry:5000/',
    'https://metadata.google.internal/',
    'https://kubernetes.default.svc/',
    'https://kubernetes.default.svc.cluster.local/',
    'https://printer.local/',
    'https://foo.svc.localhost:1234/',
    'https://router.home.arpa/',
    'https://nas.lan/',
    'https://redis.internal./',
    'https://double..dots.example.com/',
  ])('%s is blocked', url => expect(verdict(url)).toBe('blocked'))

  test.each([
    'https://ghcr.io/',
    'https://registry.example.com:5000/',
    'https://localhost.example.com/',
    'https://internal.example.com/',
    'https://8.8.8.8/',
  ])('%s is allowed', url => expect(verdict(url)).toBe('allowed'))

  test('an inner name is allowed with the port that the operator lists, and no other', () => {
    const trust = { ...NOBODY, privateHosts: new Set(['registry:5000']) }
    expect(verdict('https://registry:5000/', trust)).toBe('allowed')
    expect(verdict('https://registry/', trust)).toBe('blocked')
  })
})

describe('schemes and user info', () => {
  test.each([
    'http://ghcr.io/',
    'http://localhost:5000/',
    'http://127.0.0.1:5000/',
    'ftp://ghcr.io/',
    'file:///etc/passwd',
    'https://user@ghcr.io/',
    'https://user:pass@ghcr.io/',
  ])('%s is blocked', url => expect(verdict(url)).toBe('blocked'))

  test('plain HTTP is spoken to the host and port that the operator lists, which may be an inner one', () => {
    const trust = { ...NOBODY, plainHttp: new Set(['localhost:5000']) }
    expect(verdict('http://localhost:5000/v2/', trust)).toBe('allowed')
    expect(verdict('http://localhost:5001/v2/', trust)).toBe('blocked')
    expect(verdict('http://localhost/v2/', trust)).toBe('blocked')
  })

  test('the reason says nothing of a password in the address', () => {
    const judged = judgeUrl(new URL('https://user:hunter2@ghcr.io/'), NOBODY)
    expect(JSON.stringify(judged)).not.toContain('hunter2')
  })
})

describe('what an operator writes', () => {
  test.each([
    ['registry.corp', 'https', 'registry.corp:443'],
    ['Registry.Corp:5000', 'https', 'registry.corp:5000'],
    ['localhost:5000', 'http', 'localhost:5000'],
    ['localhost', 'http', 'localhost:80'],
    ['::1', 'http', '[::1]:80'],
    ['https://registry.corp', 'https', undefined],
    ['registry.corp/path', 'https', undefined],
    ['registry.corp:99999', 'https', undefined],
    ['a b', 'https', undefined],
    ['', 'https', undefined],
  ] as const)('%s (%s) → %s', (written, scheme, address) => expect(canonicalAddress(written, scheme)).toBe(address))
})

interface SharedTables {
  readonly scheme: {
    readonly matchLocalhost: readonly { host: string; http: boolean }[]
    readonly ggcrScheme: readonly { domain: string; scheme: string }[]
    readonly ggcrIsRFC1918: readonly { reg: string; result: boolean }[]
  }
  readonly canonicalAddress: readonly { address: string; scheme: 'http' | 'https'; want: string }[]
  readonly realmPolicy: {
    readonly ggcr_TestValidateRealmURLUnspecified: readonly (readonly [string, boolean])[]
    readonly ggcr_TestValidateRealmURLSameHost: readonly {
      name: string
      realm: string
      registryHost: string
      insecure?: boolean
      wantErr?: boolean
    }[]
  }
  readonly redirectPolicy: {
    readonly ggcr_TestCheckRedirectSSRF: Readonly<Record<'blocked' | 'allowed', readonly (readonly [string, string])[]>>
  }
}

describeWithShared('the tables of other clients', () => {
  const shared = readSharedJson('oracle/registry/auth-cases.json') as SharedTables | undefined
  const hosts = [
    ...(shared?.scheme.matchLocalhost ?? []).map(({ host }) => host),
    ...(shared?.scheme.ggcrScheme ?? []).map(({ domain }) => domain),
    ...(shared?.scheme.ggcrIsRFC1918 ?? []).map(({ reg }) => reg),
  ].filter(host => canonicalAddress(host, 'http') !== undefined)

  test.each(hosts)('%s gets plain HTTP only where it is listed, whatever other clients do with it', host => {
    const address = canonicalAddress(host, 'http') ?? ''
    expect(verdict(`http://${address}/`)).toBe('blocked')
    const isForbidden =
      classifyAddress(address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')) === 'forbidden' && /^[\d.]+:|^\[/.test(address)
    expect(verdict(`http://${address}/`, { ...NOBODY, plainHttp: new Set([address]) })).toBe(isForbidden ? 'blocked' : 'allowed')
  })

  test.each((shared?.scheme.ggcrIsRFC1918 ?? []).filter(({ result }) => result))('$reg is private', ({ reg }) =>
    expect(verdict(`https://${reg}/`)).toBe('blocked'),
  )

  test.each(shared?.canonicalAddress ?? [])('$address ($scheme) is $want', ({ address, scheme, want }) => {
    const isMalformed = want === address && !/:\d+$/.test(want)
    expect(canonicalAddress(address, scheme)).toBe(isMalformed ? undefined : want)
  })

  test.each(shared?.realmPolicy.ggcr_TestValidateRealmURLUnspecified ?? [])('realm %s: refused %p', (realm, isRefused) => {
    expect(verdict(realm)).toBe(isRefused ? 'blocked' : 'allowed')
  })

  test.each(shared?.realmPolicy.ggcr_TestValidateRealmURLSameHost ?? [])(
    'realm: $name',
    ({ realm, registryHost, insecure = false, wantErr = false }) => {
      const address = canonicalAddress(registryHost, insecure ? 'http' : 'https') ?? ''
      const trust = insecure ? { ...NOBODY, plainHttp: new Set([address]) } : { ...NOBODY, privateHosts: new Set([address]) }
      expect(verdict(realm, trust)).toBe(wantErr ? 'blocked' : 'allowed')
    },
  )

  test.each(shared?.redirectPolicy.ggcr_TestCheckRedirectSSRF.blocked ?? [])('a redirect from %s to %s is blocked', (_from, to) => {
    expect(verdict(to)).toBe('blocked')
    expect(verdict(to.replace('http:', 'https:'))).toBe('blocked')
  })

  test.each(shared?.redirectPolicy.ggcr_TestCheckRedirectSSRF.allowed ?? [])(
    'a redirect from %s to %s: with TLS, or where it is listed',
    (from, to) => {
      const plainHttp = new Set([canonicalAddress(from, 'http') ?? ''])
      const isDowngrade = to.startsWith('http:') && !to.includes(from)
      expect(verdict(to, { ...NOBODY, plainHttp })).toBe(isDowngrade ? 'blocked' : 'allowed')
    },
  )
})
