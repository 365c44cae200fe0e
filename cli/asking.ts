import { X509Certificate } from 'node:crypto'
import {
  type Config,
  type DigestResolver,
  dockerCredentials,
  type FileDigestCache,
  parseFixedResolutions,
  RegistryClient,
  type ReviewedContainer,
  readProxySettings,
  type TagLister,
  UserError,
} from '../src/index.ts'
import type { RegistryInvocation, ReviewInvocation } from './arguments.ts'
import { openCache, saveCache } from './cache-file.ts'
import { type CommandIo, say } from './command-io.ts'
import { readNamed, type Settings } from './settings.ts'
import { findWorkTrees } from './work-trees.ts'

/** Whom a review may ask; nobody where they are left out. */
export interface Asking {
  readonly resolver?: DigestResolver
  readonly tagLister?: TagLister
}

/** A review's result, and when each registry answered: by the reference in full, in UTC. */
export interface Asked<T> {
  readonly result: T
  readonly askedAt: ReadonlyMap<string, string>
}

/**
 * Reviews with whatever answers were asked for, and says afterwards what kept it from asking, as a credential that could not
 * be read. Which hosts may be private or without TLS comes from the command line alone: a repository's configuration may
 * have been written by whoever wrote the change.
 */
export async function withAnswers<T>(
  { answers, namesVersions, paths }: ReviewInvocation,
  { config }: Settings,
  io: CommandIo,
  review: (asking: Asking) => Promise<T>,
): Promise<Asked<T>> {
  const asking = <R extends DigestResolver & TagLister>(resolver: R): Asking => ({
    resolver,
    ...(namesVersions ? { tagLister: resolver } : {}),
  })
  if (answers.kind === 'file') {
    const fixed = parseFixedResolutions(readNamed(answers.path, io), answers.path)
    if (fixed instanceof UserError) throw fixed
    return { result: await review(asking(fixed)), askedAt: new Map() }
  }
  if (answers.kind === 'nobody' || config.profile === 'air-gapped') return { result: await review({}), askedAt: new Map() }
  const workTrees = findWorkTrees(paths, io)
  const cache = answers.cache === undefined ? undefined : await openCache(answers.cache, workTrees, io)
  const client = clientOf(answers, config, io, { cache, workTrees })
  try {
    return { result: await review(asking(client)), askedAt: client.askedAt() }
  } finally {
    for (const notice of client.notices()) await say(io, notice)
    client.close()
    if (cache && answers.cache !== undefined) await saveCache(cache, answers.cache)
  }
}

/** Says once how an inner host can be asked, where one was not: only whoever runs the command can vouch for it. */
export async function sayAboutHosts(containers: readonly ReviewedContainer[], io: CommandIo): Promise<void> {
  const blocked = containers.find(({ resolution }) => resolution.status === 'blocked-host')
  const host = blocked?.image?.registry
  if (!host) return
  const what = `hosts of an inner network are asked only where you vouch for them: --private-host ${host}`
  await say(io, `${what}, or --plain-http ${host} where it speaks no TLS`)
}

function clientOf(
  { plainHttp, privateHosts, realmHosts, authorities }: RegistryInvocation,
  { registries }: Config,
  io: CommandIo,
  { cache, workTrees }: { readonly cache: FileDigestCache | undefined; readonly workTrees: readonly string[] },
): RegistryClient {
  return new RegistryClient({
    ask: [...registries.ask, ...[...plainHttp, ...privateHosts].map(withoutUsualPort)],
    mirrors: registries.mirrors,
    plainHttp,
    privateHosts,
    realmHosts,
    certificateAuthorities: authorities.flatMap(path => readCertificates(path, io)),
    credentials: dockerCredentials({ environment: io.env, workTree: io.cwd, otherTrees: workTrees }),
    proxy: readProxySettings(io.env),
    cache,
  })
}

/** Images mostly leave the port out that their registry has anyway. */
function withoutUsualPort(host: string): string {
  return host.replace(/:(?:80|443)$/, '')
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

function readCertificates(path: string, io: CommandIo): readonly string[] {
  const blocks = readNamed(path, io).match(CERTIFICATE)?.filter(isCertificate) ?? []
  if (blocks.length === 0) throw new UserError('bad-input', `${path}: unexpected content, expected certificates in PEM`)
  return blocks
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}
