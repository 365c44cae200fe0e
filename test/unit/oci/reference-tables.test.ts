import { expect, test } from '@jest/globals'
import { parseDigest } from '../../../src/oci/digest.ts'
import { isDigestShaped } from '../../../src/oci/digest-grammar.ts'
import { formatReference, type ImageReference, parseImageReference, repositoryName } from '../../../src/oci/reference.ts'
import { matchReference } from '../../../src/oci/reference-grammar.ts'
import { describeWithShared, hasShared, readSharedJson } from '../../shared.ts'

const NO_TABLE: unknown = { cases: [{ input: 'no table is here' }] }

/** Rows of a table, each named by its place and input. Without the tables it is one row of nothing, in a `describe` that is skipped: `test.each` wants a row. */
function rowsOf<Row extends { readonly input: unknown }>(path: string, isWanted: (row: Row) => boolean = () => true): [string, Row][] {
  // What a table's columns are is not checked here: each test names those that it reads, and compares them.
  const { cases } = (readSharedJson(path) ?? NO_TABLE) as { readonly cases: readonly Row[] }
  const rows = cases.map((row, index): [string, Row] => [`row ${index}, ${JSON.stringify(row.input)}`, row])
  return hasShared ? rows.filter(([, row]) => isWanted(row)) : rows
}

/** What the library's `String`, `Domain`, `Path` and so on say of a reference; what is empty is left out, as in the tables. */
interface View {
  readonly string?: string
  readonly domain?: string
  readonly path?: string
  readonly tag?: string
  readonly digest?: string
  readonly familiar?: string
  readonly error?: string
}

type Parts = Pick<View, 'domain' | 'path' | 'tag' | 'digest'>

function write({ domain, path, tag, digest }: Parts): string {
  return [domain && `${domain}/`, path, tag && `:${tag}`, digest && `@${digest}`].filter(Boolean).join('')
}

function familiarParts({ domain, path, ...rest }: Parts): Parts {
  if (domain !== 'docker.io') return { ...(domain && { domain }), path: path ?? '', ...rest }
  return { path: path?.replace(/^library\/([^/]+)$/, '$1') ?? '', ...rest }
}

function view(parts: Parts): View {
  const { domain, path, tag, digest } = parts
  const written = { ...(domain && { domain }), ...(path && { path }), ...(tag && { tag }), ...(digest && { digest }) }
  return { string: write(parts), ...written, familiar: write(familiarParts(parts)) }
}

function partsOf({ registry, repository, tag, digest }: ImageReference): Parts {
  return { domain: registry, path: repository, ...(tag && { tag }), ...(digest && { digest }) }
}

function parse(text: string): View {
  const match = matchReference(text)
  return match.kind === 'mismatch' ? { error: match.libraryError } : view(match)
}

function parseNormalizedNamed(text: string): View {
  const image = parseImageReference(text)
  return image.kind === 'invalid-reference' ? { error: image.libraryError } : view(partsOf(image))
}

/** The reference that Docker asks a registry for: a digest puts the tag out of use, and where there is neither it is `latest`. */
function parseDockerRef(text: string): View {
  const image = parseImageReference(text)
  if (image.kind === 'invalid-reference') return { error: image.libraryError }
  const { tag: _tag, ...untagged } = partsOf(image)
  const { tagInForce } = image
  return view(image.digest === undefined && tagInForce !== undefined ? { ...untagged, tag: tagInForce } : untagged)
}

function parseAnyReference(text: string): View {
  const digest = parseDigest(/^[a-f0-9]{64}$/.test(text) ? `sha256:${text}` : text)
  return digest === undefined ? parseNormalizedNamed(text) : { string: digest, digest }
}

interface ImageNameRow {
  readonly input: string
  readonly expect:
    | { readonly repo: string; readonly tag: string; readonly digest: string }
    | { readonly error: string }
    | { readonly errorContains: string }
}

describeWithShared('ParseImageName of Kubernetes', () => {
  test.each([
    ...rowsOf<ImageNameRow>('oracle/kubernetes/parsers-parse-image-name.json'),
    ...rowsOf<ImageNameRow>('oracle/kubernetes/derived-parse-image-name.json'),
  ])('%s', (_name, row) => {
    const image = parseImageReference(row.input)
    if ('repo' in row.expect) {
      const { tagInForce = '', digest = '' } = image.kind === 'image-reference' ? image : {}
      expect({ repo: image.kind === 'image-reference' && repositoryName(image), tag: tagInForce, digest }).toEqual(row.expect)
      return
    }
    const error = image.kind === 'invalid-reference' ? `couldn't parse image name: ${image.libraryError}` : undefined
    if ('error' in row.expect) expect(error).toBe(row.expect.error)
    else expect(error).toContain(row.expect.errorContains)
  })
})

const COLUMNS = {
  Parse: parse,
  ParseNormalizedNamed: parseNormalizedNamed,
  ParseDockerRef: parseDockerRef,
  ParseAnyReference: parseAnyReference,
}
type Columns = Readonly<Record<keyof typeof COLUMNS, View>>

describeWithShared('what the compiled library answers, with sha512 registered', () => {
  test.each(rowsOf<Columns & { readonly input: string; readonly withSha512Registered?: Columns }>('oracle/registry/reference-cases.json'))(
    '%s',
    (_name, row) => {
      const { Parse, ParseNormalizedNamed, ParseDockerRef, ParseAnyReference } = row.withSha512Registered ?? row
      expect(Object.fromEntries(Object.entries(COLUMNS).map(([name, read]) => [name, read(row.input)]))).toEqual({
        Parse,
        ParseNormalizedNamed,
        ParseDockerRef,
        ParseAnyReference,
      })
    },
  )
})

const REFERENCE = 'oracle/kubernetes/distribution-reference.json'
const NORMALIZE = 'oracle/kubernetes/distribution-normalize.json'

interface Row<Input, Expected> {
  readonly kind: string
  readonly input: Input
  readonly expect: Expected
  readonly k8sDiffers?: string
}

function rowsOfKind<Input, Expected>(path: string, ...kinds: readonly string[]): [string, Row<Input, Expected>][] {
  return rowsOf<Row<Input, Expected>>(path, row => kinds.includes(row.kind))
}

describeWithShared('reference_test.go and normalize_test.go of distribution/reference', () => {
  test('holds no kind of row that is not tested below', () => {
    const kinds = [...rowsOf<Row<unknown, unknown>>(REFERENCE), ...rowsOf<Row<unknown, unknown>>(NORMALIZE)].map(([, { kind }]) => kind)
    expect([...new Set(kinds)].sort()).toEqual([
      'DomainAndPath',
      'FamiliarMatch',
      'InvalidReferenceComponents',
      'NormalizedSplitHostname',
      'Parse-error',
      'Parse-ok',
      'ParseAnyReference',
      'ParseDockerRef',
      'ParseNamed',
      'ParseNormalizedNamed-invalid',
      'ParseNormalizedNamed-valid',
      'ParseRepositoryInfo',
      'Serialization',
      'WithDigest',
      'WithName-error',
      'WithTag',
    ])
  })

  test.each(rowsOfKind<string, object>(REFERENCE, 'Parse-ok'))('Parse: %s', (_name, { input, expect: expected }) => {
    const { domain = '', path = '', tag = '', digest = '' } = parse(input)
    expect({ repository: write({ domain, path }), domain, tag, digest }).toEqual(expected)
  })

  test.each(rowsOfKind<string, { readonly error: string }>(REFERENCE, 'Parse-error'))('Parse refuses: %s', (_name, row) => {
    // Kubernetes registers sha512 and so accepts the one row that says so; all others hold for both.
    const expected = row.k8sDiffers === undefined ? row.expect : view({ path: 'validname', digest: row.input.slice('validname@'.length) })
    expect(parse(row.input)).toEqual(expected)
  })

  test.each(rowsOfKind<{ readonly withName: string }, { readonly error: string }>(REFERENCE, 'WithName-error'))(
    'WithName refuses: %s',
    (_name, row) => {
      // WithName takes a name without tag and digest and has one answer to whatever is none, the empty text and a bad digest included.
      const answer = parse(row.input.withName).error
      const isName = answer === undefined || answer === 'repository name must not be more than 255 characters'
      expect(isName ? answer : 'invalid reference format').toBe(row.expect.error)
    },
  )

  test.each(rowsOfKind<{ readonly withName: string }, object>(REFERENCE, 'DomainAndPath'))('Domain and Path: %s', (_name, row) => {
    const { domain = '', path } = parse(row.input.withName)
    expect({ domain, path }).toEqual(row.expect)
  })

  test.each(rowsOfKind<{ readonly field: string }, { readonly error?: string }>(REFERENCE, 'Serialization'))(
    'UnmarshalText: %s',
    (_name, row) => {
      const { domain, path, tag = '', digest = '', error } = parse(row.input.field)
      expect(error === undefined ? { name: write({ domain: domain ?? '', path: path ?? '' }), tag, digest } : { error }).toEqual(row.expect)
    },
  )

  test.each(rowsOfKind<{ readonly name: string; readonly tag: string }, string>(REFERENCE, 'WithTag'))('WithTag: %s', (_name, row) => {
    const { name, tag } = row.input
    expect(parse(`${name}:${tag}`)).toMatchObject({ string: row.expect, tag })
  })

  test.each(rowsOfKind<{ readonly name: string; readonly digest: string }, string>(REFERENCE, 'WithDigest'))(
    'WithDigest: %s',
    (_name, row) => {
      // WithDigest asks for the digest's shape alone. The rows' digests are too short to be any, so what they compose cannot be read back.
      const { name, digest } = row.input
      expect(isDigestShaped(digest)).toBe(true)
      expect(write({ ...matchedParts(name), digest })).toBe(row.expect)
      expect(parse(row.expect)).toEqual({ error: 'invalid checksum digest length' })
    },
  )

  test.each(rowsOfKind<{ readonly parseNamed: string }, { readonly error?: string }>(REFERENCE, 'ParseNamed'))(
    'ParseNamed: %s',
    (_name, row) => {
      const { string, domain, path } = parseNormalizedNamed(row.input.parseNamed)
      expect(string === row.input.parseNamed ? { domain, path } : { error: 'repository name must be canonical' }).toEqual(row.expect)
    },
  )

  test.each(rowsOfKind<string, { readonly valid: boolean }>(NORMALIZE, 'ParseNormalizedNamed-valid', 'ParseNormalizedNamed-invalid'))(
    'ParseNormalizedNamed: %s',
    (_name, row) => expect({ valid: parseImageReference(row.input).kind === 'image-reference' }).toEqual(row.expect),
  )

  test.each(rowsOfKind<string, object>(NORMALIZE, 'ParseRepositoryInfo'))('Familiar: %s', (_name, row) => {
    const { string: fullName, familiar: familiarName, domain, path } = parseNormalizedNamed(row.input)
    expect({ familiarName, fullName, domain, path }).toEqual(row.expect)
  })

  test.each(rowsOfKind<string | { readonly withDigest: string }, object>(NORMALIZE, 'InvalidReferenceComponents'))(
    'components: %s',
    (_name, row) => {
      const valid = typeof row.input === 'string' ? parse(row.input).error === undefined : isDigestShaped(row.input.withDigest)
      expect({ valid }).toEqual(row.expect)
    },
  )

  test.each(rowsOfKind<{ readonly any: string }, object>(NORMALIZE, 'ParseAnyReference'))('ParseAnyReference: %s', (_name, row) => {
    const { string, domain } = parseAnyReference(row.input.any)
    expect({ string, isBareDigest: domain === undefined }).toEqual(row.expect)
  })

  test.each(rowsOfKind<string, object>(NORMALIZE, 'NormalizedSplitHostname'))('splitDockerDomain: %s', (_name, row) => {
    const { domain, path } = parseNormalizedNamed(row.input)
    expect({ domain, path }).toEqual(row.expect)
  })

  test.each(rowsOfKind<{ readonly dockerRef: string }, string>(NORMALIZE, 'ParseDockerRef'))('ParseDockerRef: %s', (_name, row) => {
    const image = parseImageReference(row.input.dockerRef)
    expect(parseDockerRef(row.input.dockerRef).string).toBe(row.expect)
    expect(image.kind === 'image-reference' && formatReference(image)).toBe(row.expect)
  })

  test.each(rowsOfKind<{ readonly reference: string; readonly pattern: string }, object>(NORMALIZE, 'FamiliarMatch'))(
    'FamiliarMatch: %s',
    (_name, row) => {
      // The glob is Go's `path.Match` and no part of the product: what is ours here are the two familiar forms that it is held against.
      const { domain = '', path = '', familiar = '' } = parseNormalizedNamed(row.input.reference)
      const glob = goGlob(row.input.pattern)
      const forms = [familiar, write(familiarParts({ domain, path }))]
      expect(glob === undefined ? { error: true } : { match: forms.some(form => glob.test(form)) }).toEqual(row.expect)
    },
  )
})

test('foo_bar.com/app has no domain in the library, which no table shows, and has a registry here', () => {
  expect(matchReference('foo_bar.com/app')).toMatchObject({ domain: '', path: 'foo_bar.com/app' })
  expect(parseImageReference('foo_bar.com/app')).toMatchObject({ registry: 'foo_bar.com', repository: 'app' })
})

function matchedParts(name: string): Parts {
  const match = matchReference(name)
  if (match.kind === 'mismatch') throw new Error(`${name}: ${match.libraryError}`)
  return { domain: match.domain, path: match.path }
}

/** `path.Match`: `*` and classes stop at `/`, and a class that starts with `-` is a bad pattern. */
function goGlob(pattern: string): RegExp | undefined {
  if (pattern.includes('[-')) return undefined
  return new RegExp(`^${pattern.replace(/[.+]/g, '\\$&').replace(/\*+/g, '[^/]*')}$`)
}
