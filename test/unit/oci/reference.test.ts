import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseDigest } from '../../../src/oci/digest.ts'
import { formatReference, type ImageReference, parseImageReference, repositoryName } from '../../../src/oci/reference.ts'
import { matchReference } from '../../../src/oci/reference-grammar.ts'
import { growthOf } from '../../own-work.ts'

const SHA256 = `sha256:${'0123456789abcdef'.repeat(4)}`
const SHA384 = `sha384:${'a'.repeat(96)}`
const SHA512 = `sha512:${'f'.repeat(128)}`

describe('a reference', () => {
  test.each([
    // written, registry, repository, tag, digest, tag in force
    ['nginx', 'docker.io', 'library/nginx', undefined, undefined, 'latest'],
    ['nginx:1.25', 'docker.io', 'library/nginx', '1.25', undefined, '1.25'],
    ['nginx:latest', 'docker.io', 'library/nginx', 'latest', undefined, 'latest'],
    ['nginx:LATEST', 'docker.io', 'library/nginx', 'LATEST', undefined, 'LATEST'],
    [`nginx@${SHA256}`, 'docker.io', 'library/nginx', undefined, SHA256, undefined],
    [`nginx:1.25@${SHA256}`, 'docker.io', 'library/nginx', '1.25', SHA256, '1.25'],
    [`nginx:latest@${SHA256}`, 'docker.io', 'library/nginx', 'latest', SHA256, 'latest'],
    [`nginx@${SHA384}`, 'docker.io', 'library/nginx', undefined, SHA384, undefined],
    [`nginx@${SHA512}`, 'docker.io', 'library/nginx', undefined, SHA512, undefined],
    ['docker.io/nginx', 'docker.io', 'library/nginx', undefined, undefined, 'latest'],
    ['index.docker.io/nginx:1', 'docker.io', 'library/nginx', '1', undefined, '1'],
    ['index.docker.io/a/b', 'docker.io', 'a/b', undefined, undefined, 'latest'],
    ['bitnami/redis', 'docker.io', 'bitnami/redis', undefined, undefined, 'latest'],
    ['ghcr.io/acme/app:1.4', 'ghcr.io', 'acme/app', '1.4', undefined, '1.4'],
    ['localhost/app', 'localhost', 'app', undefined, undefined, 'latest'],
    ['localhost:5000/app', 'localhost:5000', 'app', undefined, undefined, 'latest'],
    ['localhost:5000', 'docker.io', 'library/localhost', '5000', undefined, '5000'],
    ['localhosts/app', 'docker.io', 'localhosts/app', undefined, undefined, 'latest'],
    ['registry:5000/app', 'registry:5000', 'app', undefined, undefined, 'latest'],
    ['MyOrg/app', 'MyOrg', 'app', undefined, undefined, 'latest'],
    ['[::1]:5000/app', '[::1]:5000', 'app', undefined, undefined, 'latest'],
    ['[2001:DB8::a]/app:1', '[2001:DB8::a]', 'app', '1', undefined, '1'],
    ['foo_bar.com/app', 'foo_bar.com', 'app', undefined, undefined, 'latest'],
    ['r.io/a__b/c---d/e.f_g', 'r.io', 'a__b/c---d/e.f_g', undefined, undefined, 'latest'],
    [SHA256, 'docker.io', 'library/sha256', SHA256.slice(7), undefined, SHA256.slice(7)],
    ['f'.repeat(63), 'docker.io', `library/${'f'.repeat(63)}`, undefined, undefined, 'latest'],
    [`app:${'t'.repeat(128)}`, 'docker.io', 'library/app', 't'.repeat(128), undefined, 't'.repeat(128)],
    [`r.io/${'a'.repeat(255)}`, 'r.io', 'a'.repeat(255), undefined, undefined, 'latest'],
    ['a'.repeat(247), 'docker.io', `library/${'a'.repeat(247)}`, undefined, undefined, 'latest'],
    [`${'r.'.repeat(500)}io/app`, `${'r.'.repeat(500)}io`, 'app', undefined, undefined, 'latest'],
  ])('%s → %s / %s', (text, registry, repository, tag, digest, tagInForce) => {
    const written = { ...(tag && { tag }), ...(digest && { digest }), ...(tagInForce && { tagInForce }) }
    expect(parseImageReference(text)).toStrictEqual({ kind: 'image-reference', text, registry, repository, ...written })
  })
})

describe('no reference', () => {
  const INVALID = 'invalid reference format'
  const mustBeLowerCase = (name: string) => `invalid reference format: repository name (${name}) must be lowercase`

  test.each([
    // nothing, white space, what cannot be seen
    ['', 'unexpected empty text, expected a repository', INVALID],
    [' nginx', 'unexpected space at the start, expected no white space', INVALID],
    ['nginx ', 'unexpected space at the end, expected no white space', INVALID],
    ['nginx:1\n', 'unexpected line break at the end, expected no white space', INVALID],
    ['nginx: 1', 'unexpected space after `:`, expected no white space', INVALID],
    ['my app', 'unexpected space in the repository, expected no white space', INVALID],
    ['nginx\u00a0', 'unexpected U+00A0 at the end, expected no white space', INVALID],
    ['a\u202eb', 'unexpected U+202E in the repository, expected only lower-case letters, digits, `.`, `_`, `-` and `/`', INVALID],
    ['\ud800', 'unexpected U+D800 at the start, expected a lower-case letter or digit', INVALID],
    ['a\u0000', 'unexpected U+0000 in the repository, expected only lower-case letters, digits, `.`, `_`, `-` and `/`', INVALID],

    // the repository
    ['NGINX', 'unexpected upper-case `N` at the start, expected a lower-case repository', mustBeLowerCase('library/NGINX')],
    ['myApp:1', 'unexpected upper-case `A` in the repository, expected a lower-case repository', mustBeLowerCase('library/myApp')],
    ['ghcr.io/Org/app', 'unexpected upper-case `O` after `/`, expected a lower-case repository', mustBeLowerCase('Org/app')],
    ['MyOrg/App', 'unexpected upper-case `A` after `/`, expected a lower-case repository', mustBeLowerCase('App')],
    ['É', 'unexpected `É` at the start, expected a lower-case letter or digit', mustBeLowerCase('library/É')],
    ['r.io/é', 'unexpected `é` after `/`, expected a lower-case letter or digit', INVALID],
    ['nginx/', 'unexpected end after `/`, expected a repository', INVALID],
    ['docker.io/', 'unexpected end after `/`, expected a repository', INVALID],
    ['/nginx', 'unexpected `/` at the start, expected a lower-case letter or digit', INVALID],
    ['a//b', 'unexpected `/` after `/`, expected a lower-case letter or digit', INVALID],
    [':tag', 'unexpected `:` at the start, expected a repository', INVALID],
    [`@${SHA256}`, 'unexpected `@` at the start, expected a repository', INVALID],
    ['-app', 'unexpected `-` at the start, expected a lower-case letter or digit', INVALID],
    ['app-', 'unexpected end after `-`, expected a lower-case letter or digit', INVALID],
    ['a..b', 'unexpected `.` after `.`, expected a lower-case letter or digit', INVALID],
    ['a___b', 'unexpected `_` after `_`, expected a lower-case letter or digit', INVALID],
    ['a`b', 'unexpected "`" in the repository, expected only lower-case letters, digits, `.`, `_`, `-` and `/`', INVALID],
    ['<image>', 'unexpected `<` at the start, expected a lower-case letter or digit', INVALID],
    [
      'a'.repeat(248),
      'unexpected repository of 256 characters, expected at most 255, `library/` included',
      'repository name must not be more than 255 characters',
    ],
    [
      'a'.repeat(64),
      'unexpected image ID of 64 hexadecimal digits, expected a repository',
      `invalid repository name (${'a'.repeat(64)}), cannot specify 64-byte hexadecimal strings`,
    ],

    // placeholders
    ['${IMAGE}', 'unexpected `${` at the start, expected a lower-case letter or digit', mustBeLowerCase('library/${IMAGE}')],
    ['${REGISTRY}/app', 'unexpected `${` at the start, expected a letter or digit', INVALID],
    ['nginx:$(TAG)', 'unexpected `$(` after `:`, expected a tag', INVALID],
    ['nginx:{{ .Values.tag }}', 'unexpected `{{` after `:`, expected a tag', INVALID],
    ['nginx:v$TAG', 'unexpected `$` in the tag, expected only letters, digits, `_`, `.` and `-`', INVALID],
    ['nginx@sha256:${DIGEST}', 'unexpected `${` after `:`, expected 64 hexadecimal digits', INVALID],

    // the tag
    ['nginx:', 'unexpected end after `:`, expected a tag', INVALID],
    [`nginx:@${SHA256}`, 'unexpected `@` after `:`, expected a tag', INVALID],
    ['nginx::1', 'unexpected `:` after `:`, expected a tag', INVALID],
    ['nginx:1:2', 'unexpected `:` in the tag, expected only letters, digits, `_`, `.` and `-`', INVALID],
    ['nginx:-1', 'unexpected `-` after `:`, expected a letter, a digit or `_`', INVALID],
    [`nginx:${'1'.repeat(129)}`, 'unexpected tag of 129 characters, expected at most 128', INVALID],
    ['nginx:\u212a', 'unexpected `\u212a` after `:`, expected a tag', 'repository name must be lowercase'],

    // the digest
    ['nginx@', 'unexpected end after `@`, expected a digest', INVALID],
    [
      `nginx@\u202e${'x'.repeat(50)}`,
      `unexpected \`\\u{202E}${'x'.repeat(39)}…\` after \`@\`, expected \`sha256:\` and 64 hexadecimal digits`,
      INVALID,
    ],
    ['nginx@latest', 'unexpected `latest` after `@`, expected `sha256:` and 64 hexadecimal digits', INVALID],
    ['nginx@sha256:', 'unexpected end after `:`, expected 64 hexadecimal digits', INVALID],
    ['nginx@sha256:abc', 'unexpected digest of 3 hexadecimal digits, expected 64 for `sha256`', INVALID],
    [`nginx@${SHA256}0`, 'unexpected digest of 65 hexadecimal digits, expected 64 for `sha256`', 'invalid checksum digest length'],
    [
      `nginx@${SHA384.slice(1)}`,
      'unexpected digest algorithm `ha384`, expected `sha256`, `sha384` or `sha512`',
      'unsupported digest algorithm',
    ],
    [
      `nginx@sha256:A${'a'.repeat(63)}`,
      'unexpected upper-case `A` after `:`, expected lower-case hexadecimal digits',
      'invalid checksum digest format',
    ],
    [`nginx@sha256:${'a'.repeat(63)}g`, 'unexpected `g` in the digest, expected 64 hexadecimal digits', INVALID],
    [
      `nginx@md5:${'a'.repeat(32)}`,
      'unexpected digest algorithm `md5`, expected `sha256`, `sha384` or `sha512`',
      'unsupported digest algorithm',
    ],
    [
      `nginx@${SHA256.toUpperCase()}`,
      'unexpected digest algorithm `SHA256`, expected `sha256`, `sha384` or `sha512`',
      mustBeLowerCase('library/nginx@SHA256'),
    ],
    [
      `nginx:1@SHA256:${'a'.repeat(64)}`,
      'unexpected digest algorithm `SHA256`, expected `sha256`, `sha384` or `sha512`',
      'invalid checksum digest format',
    ],
    [
      `nginx@constructor:${'a'.repeat(64)}`,
      'unexpected digest algorithm `constructor`, expected `sha256`, `sha384` or `sha512`',
      'unsupported digest algorithm',
    ],

    // the registry
    ['http://nginx', 'unexpected scheme `http://`, expected a registry or a repository', INVALID],
    ['https://r.io/app:1', 'unexpected scheme `https://`, expected a registry or a repository', INVALID],
    ['oci://r.io/app', 'unexpected scheme `oci://`, expected a registry or a repository', INVALID],
    ['r.io:/app', 'unexpected `/` after `:`, expected a port number', INVALID],
    ['r.io:50a/app', 'unexpected `a` in the registry, expected a port number', INVALID],
    ['r.io:5000/', 'unexpected end after `/`, expected a repository', INVALID],
    ['r..io/app', 'unexpected `.` after `.`, expected a letter or digit', INVALID],
    ['r-.io/app', 'unexpected `.` after `-`, expected a letter or digit', INVALID],
    ['r.io-/app', 'unexpected `/` after `-`, expected a letter or digit', INVALID],
    ['r!.io/app', 'unexpected `!` in the registry, expected only letters, digits, `.` and `-`', INVALID],
    ['Foo_bar.com/app', 'unexpected `_` in the registry, expected only letters, digits, `.` and `-`', 'repository name must be lowercase'],
    ['\u0130.io/app', 'unexpected `\u0130` at the start, expected a letter or digit', 'repository name must be lowercase'],
    ['foo_bar.com/App', 'unexpected upper-case `A` after `/`, expected a lower-case repository', mustBeLowerCase('App')],
    ['[::1/app', 'unexpected `/` in the registry, expected hexadecimal digits and `:` up to a `]`', INVALID],
    ['[fe80::1%eth0]:5000/app', 'unexpected `%` in the registry, expected hexadecimal digits and `:` up to a `]`', INVALID],
    ['[]:1/app', 'unexpected `]` in the registry, expected hexadecimal digits and `:` up to a `]`', INVALID],
    ['[::1]x/app', 'unexpected `x` in the registry, expected `:` and a port number', INVALID],
    ['[::1]:5000', 'unexpected `[` at the start, expected a lower-case letter or digit', INVALID],
    ['fc00::1:5000/app', 'unexpected `:` after `:`, expected a port number', INVALID],
  ])('refuses %j: %s', (text, reason, libraryError) => {
    expect(parseImageReference(text)).toStrictEqual({ kind: 'invalid-reference', text, reason, libraryError })
  })
})

describe('written in full', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx:latest', 'docker.io/library/nginx'],
    ['nginx:1.25', 'docker.io/library/nginx:1.25', 'docker.io/library/nginx'],
    [`nginx@${SHA256}`, `docker.io/library/nginx@${SHA256}`, 'docker.io/library/nginx'],
    [`nginx:1.25@${SHA256}`, `docker.io/library/nginx:1.25@${SHA256}`, 'docker.io/library/nginx'],
    ['index.docker.io/a/b:1', 'docker.io/a/b:1', 'docker.io/a/b'],
    ['r.io:5000/app', 'r.io:5000/app:latest', 'r.io:5000/app'],
    ['foo_bar.com/app', 'foo_bar.com/app:latest', 'foo_bar.com/app'],
  ])('%s is %s of %s', (text, full, name) => {
    expect(formatReference(parsed(text))).toBe(full)
    expect(repositoryName(parsed(text))).toBe(name)
  })
})

/** The grammar of reference.go, lines 4-26, in the notation of regular expressions: another road to the same answer, for short texts only. */
const LABEL = '(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])'
const DOMAIN = String.raw`(?:${LABEL}(?:\.${LABEL})*|\[[A-Fa-f0-9:]+\])(?::\d+)?`
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const GRAMMAR = new RegExp(
  `^(?:(?<domain>${DOMAIN})/)?(?<path>${COMPONENT}(?:/${COMPONENT})*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>[^@]+))?$`,
)

/** Short texts of the grammar's own characters, which come close to being references often. */
const nearReference = fc
  .array(fc.constantFrom('a', '0', 'A', '.', '_', '-', '/', ':', '@', '[', ']', 'r.io', 'docker.io/', '__', SHA256, '\u212a'), {
    maxLength: 10,
  })
  .map(pieces => pieces.join(''))
const anyText = fc.oneof(nearReference, fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' }))

describe('any text', () => {
  test('is a reference, or is none with both reasons, and keeps its words', () => {
    fc.assert(
      fc.property(anyText, text => {
        const result = parseImageReference(text)
        expect(result.text).toBe(text)
        if (result.kind === 'image-reference') return
        expect(result.reason).toMatch(/^unexpected .+, expected .+$/)
        expect(result.reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        expect(result.reason.length).toBeLessThan(200)
        expect(result.libraryError).not.toBe('')
      }),
      { numRuns: 3000 },
    )
  })

  test('has the parts that the grammar gives it', () => {
    fc.assert(
      fc.property(nearReference, text => {
        const groups = GRAMMAR.exec(text)?.groups
        const { domain = '', path, tag, digest } = groups ?? {}
        const isMatch = groups !== undefined && (digest === undefined || parseDigest(digest) !== undefined)
        const match = matchReference(text)
        expect(match.kind).toBe(isMatch ? 'matched-reference' : 'mismatch')
        if (isMatch) expect(match).toEqual({ kind: 'matched-reference', domain, path, tag, digest })
      }),
      { numRuns: 5000 },
    )
  })

  test('written in full and read again is the same reference', () => {
    fc.assert(
      fc.property(nearReference, text => {
        const image = parseImageReference(text)
        if (image.kind === 'invalid-reference') return
        const again = parsed(formatReference(image))
        expect(formatReference(again)).toBe(formatReference(image))
        expect(withoutWords(again)).toEqual(withoutWords(image))
      }),
      { numRuns: 5000 },
    )
  })
})

describe('hostile text is read in linear time', () => {
  const PATTERNS: readonly (readonly [name: string, write: (length: number) => string])[] = [
    ["'a'", n => 'a'.repeat(n)],
    ["'_a' behind 'a'", n => `a${'_a'.repeat(n / 2)}`],
    ["'_a' behind 'a', and an end that spoils it", n => `a${'_a'.repeat(n / 2)}!`],
    ["'-'", n => '-'.repeat(n)],
    ["'-' between letters", n => `a${'-'.repeat(n)}b`],
    ["'-' behind a letter", n => `a${'-'.repeat(n)}`],
    ["'a-' as a host", n => `${'a-'.repeat(n / 2)}.io/app`],
    ["'a.'", n => 'a.'.repeat(n / 2)],
    ["'a.' as a host with a spoilt path", n => `${'a.'.repeat(n / 2)}a/!`],
    ["'A.' as a host that is none", n => `${'A.'.repeat(n / 2)}A_/x`],
    ["'A_' as a host that is none", n => `${'A_'.repeat(n / 2)}A/x`],
    ["'[::1]'", n => '[::1]'.repeat(n / 5)],
    ["'[::1]' and a path", n => `${'[::1]'.repeat(n / 5)}/app`],
    ["':' in brackets", n => `[${':'.repeat(n)}]/app`],
    ["'['", n => '['.repeat(n)],
    ["'@'", n => '@'.repeat(n)],
    ["'a@'", n => 'a@'.repeat(n / 2)],
    ["':'", n => ':'.repeat(n)],
    ["'a:'", n => 'a:'.repeat(n / 2)],
    ["'/'", n => '/'.repeat(n)],
    ["'a/'", n => `${'a/'.repeat(n / 2)}a`],
    ["'A/'", n => 'A/'.repeat(n / 2)],
    ["'://'", n => '://'.repeat(n / 3)],
    ["'a+' as a scheme", n => `${'a+'.repeat(n / 2)}://x`],
    ['a port', n => `r.io:${'0'.repeat(n)}/app`],
    ['a tag', n => `app:${'a'.repeat(n)}`],
    ['a digest', n => `app@sha256:${'0'.repeat(n)}`],
    ["a digest's algorithm", n => `app@${'a.'.repeat(n / 2)}a:${'0'.repeat(32)}`],
    ["a digest's algorithm without a digest", n => `app@${'a+'.repeat(n / 2)}`],
    ['white space', n => ' '.repeat(n)],
    ['white space behind a name', n => `app${' '.repeat(n)}x`],
    ['placeholders', n => '${A}'.repeat(n / 4)],
    ['control characters', n => '\u0000'.repeat(n)],
    ['letters of other scripts', n => 'é'.repeat(n)],
    ['characters that become ASCII in lower case', n => `${'\u0130\u212a'.repeat(n / 2)}.io/app`],
    ['halves of surrogate pairs', n => '\ud83d'.repeat(n)],
  ]

  test.each(PATTERNS)('the work grows with the length of %s, and not with its square', (_name, write) => {
    expect(growthOf(write, 2 ** 20, parseImageReference)).toBeLessThan(6)
  })
})

function parsed(text: string): ImageReference {
  const image = parseImageReference(text)
  if (image.kind === 'invalid-reference') throw new Error(image.reason)
  return image
}

/** What a reference means, with `latest` as its tag whether or not it was written. */
function withoutWords({ registry, repository, digest, tagInForce }: ImageReference): unknown {
  return { registry, repository, digest, tagInForce }
}
