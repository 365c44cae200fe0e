import { readRoot } from './config-file.ts'
import { group } from './key-group.ts'
import { Problems, throwProblems } from './problems.ts'
import { accountName, environmentName, filePath, mirrorAddress, registryHost, userName } from './text-types.ts'
import { boolean, listOf, mapOf, type ValueType } from './value-type.ts'

/** What the operator of an app says of registries: who may have them asked, and with which credentials. No secret is written in it. */
export interface OperatorRegistries {
  readonly entries: readonly RegistryEntry[]
  /** Registry to `host[/path]` that is asked in its place, for everybody. */
  readonly mirrors: Readonly<Record<string, string>>
  /** Files with certificates, in PEM, to be trusted beside those that Node trusts. */
  readonly certificateAuthorities: readonly string[]
}

/** One registry, or a part of it, opened to some accounts. */
export interface RegistryEntry {
  /** `host[:port][/path]`; whole segments of the path. */
  readonly host: string
  /** Accounts whose repositories may have it asked, in lower case; `*` is every account. */
  readonly owners: readonly string[]
  readonly login: RegistryLogin | null
  /** Whether what only the login can see may stand in the comment of a repository that everybody can read. */
  readonly isShownInPublic: boolean
  /** Whether it may have an address of an inner network. */
  readonly isInner: boolean
  /** Whether it is asked without TLS. */
  readonly isPlainHttp: boolean
  /** Token issuers that may get the login though they are no relatives of the host. */
  readonly tokenIssuers: readonly string[]
}

/** A name, and where its password lies. */
export interface RegistryLogin {
  readonly username: string
  readonly password: SecretSource
}

/** Where a secret is kept: read only when it is needed, so that it can be replaced while the app runs. */
export type SecretSource = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'environment'; readonly name: string }

/** What holds where there is no file: the well-known public registries, asked as anybody may. */
export const NO_OPERATOR_REGISTRIES: OperatorRegistries = { entries: [], mirrors: {}, certificateAuthorities: [] }

/** Reads the operator's file. Throws a {@link UserError} `bad-configuration` that names all that is wrong, a line each, as `path:line:column: unexpected ...`. */
export function readRegistriesFile(text: string, path: string): OperatorRegistries {
  const content = text.startsWith('\ufeff') ? text.slice(1) : text
  const problems = new Problems(content, ({ line, column }) => `${path}:${line}:${column}`)
  const root = readRoot(content, problems)
  const read = root && registriesFile.read(root, problems)
  throwProblems('bad-configuration', problems.lines())
  return read ?? NO_OPERATOR_REGISTRIES
}

interface WrittenEntry {
  readonly host: string
  readonly owners: readonly string[]
  readonly username: string
  readonly 'password-file': string
  readonly 'password-env': string
  readonly password: never
  readonly 'show-in-public': boolean
  readonly 'inner-address': boolean
  readonly 'plain-http': boolean
  readonly 'token-issuers': readonly string[]
}

/** People will try; whoever reads a file of passwords has them all. */
const noPassword: ValueType<never> = {
  expected: '`password-file` or `password-env`',
  schema: { not: {} },
  read(node, problems) {
    problems.report(node, 'unexpected `password`, expected `password-file` or `password-env`: no secret is written in this file')
    return undefined
  },
}

const registryEntry = group<WrittenEntry, RegistryEntry>({
  expected: 'a map with `host` and `owners`',
  keys: {
    host: { type: mirrorAddress, isRequired: true, doc: 'The registry, or a part of it, as `ghcr.io/acme`.' },
    owners: { type: listOf(accountName), isRequired: true, doc: 'Accounts whose repositories may have it asked; `*` is every account.' },
    username: { type: userName, doc: 'Who the app is there.' },
    'password-file': { type: filePath, doc: 'File that holds the password, or the access token, and nothing else.' },
    'password-env': { type: environmentName, doc: 'Environment variable that holds it.' },
    password: { type: noPassword, doc: 'Never written here.' },
    'show-in-public': {
      type: boolean,
      default: false,
      doc: 'Whether what only this login can see may stand in comments that everybody can read.',
    },
    'inner-address': { type: boolean, default: false, doc: 'Whether the host may have an address of an inner network.' },
    'plain-http': { type: boolean, default: false, doc: 'Whether the host is asked without TLS.' },
    'token-issuers': {
      type: listOf(registryHost),
      default: [],
      doc: 'Hosts that give out tokens for it, where they are no relatives of the host.',
    },
  },
  build(read, problems) {
    const username = read.get('username')
    const [path, name] = [read.get('password-file'), read.get('password-env')]
    read.get('password')
    if (path !== undefined && name !== undefined)
      problems.report(read.node, 'unexpected `password-file` beside `password-env`, expected one of them')
    if ((username === undefined) !== (path === undefined && name === undefined))
      problems.report(read.node, 'unexpected half of a login, expected `username` with `password-file` or `password-env`, or neither')
    const password = sourceOf(path, name)
    return {
      host: canonicalHost(read.get('host') ?? ''),
      owners: (read.get('owners') ?? []).map(owner => owner.toLowerCase()),
      login: username === undefined || password === undefined ? null : { username, password },
      isShownInPublic: read.get('show-in-public') ?? false,
      isInner: read.get('inner-address') ?? false,
      isPlainHttp: read.get('plain-http') ?? false,
      tokenIssuers: read.get('token-issuers') ?? [],
    }
  },
})

function sourceOf(path: string | undefined, name: string | undefined): SecretSource | undefined {
  if (path !== undefined) return { kind: 'file', path }
  return name === undefined ? undefined : { kind: 'environment', name }
}

/** Hosts have no upper case; paths may. */
function canonicalHost(written: string): string {
  const slash = written.indexOf('/')
  if (slash === -1) return written.toLowerCase()
  return written.slice(0, slash).toLowerCase() + written.slice(slash)
}

interface WrittenFile {
  readonly registries: readonly RegistryEntry[]
  readonly mirrors: Readonly<Record<string, string>>
  readonly 'certificate-authorities': readonly string[]
}

const registriesFile = group<WrittenFile, OperatorRegistries>({
  expected: 'a map with `registries`',
  keys: {
    registries: { type: listOf(registryEntry), doc: 'Registries beside the well-known public ones, and logins.' },
    mirrors: { type: mapOf(registryHost, mirrorAddress), default: {}, doc: 'Which host is asked in the stead of a registry.' },
    'certificate-authorities': { type: listOf(filePath), default: [], doc: 'Files with certificates to trust, in PEM.' },
  },
  build: read => ({
    entries: read.get('registries') ?? [],
    mirrors: read.get('mirrors') ?? {},
    certificateAuthorities: read.get('certificate-authorities') ?? [],
  }),
})
