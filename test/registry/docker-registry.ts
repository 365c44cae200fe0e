import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestCertificate } from '../fake/registry/certificate.ts'

/** distribution's own server, as Debian packages it; undefined where it is not installed. */
export const DOCKER_REGISTRY = findProgram('docker-registry')

/** Copies images between registries; undefined where it is not installed. */
export const SKOPEO = findProgram('skopeo')

function findProgram(name: string): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].map(folder => join(folder, name)).find(program => existsSync(program))
}

/** How the server lets people in. */
export type ServerAuth =
  | { readonly kind: 'open' }
  /** A file as `htpasswd -B` writes it. */
  | { readonly kind: 'basic'; readonly htpasswd: string }
  /** Tokens that an issuer signs with the key of a certificate. */
  | { readonly kind: 'token'; readonly realm: string; readonly signer: TestCertificate }

/** Without TLS where no certificate is given. */
export interface ServerOptions {
  readonly auth: ServerAuth
  readonly tls?: TestCertificate
  /** The registry that it gets from what it lacks: a pull-through cache, which takes no pushes. */
  readonly upstream?: string
}

/** A running docker-registry on the loopback interface, with its storage in a temporary folder. */
export interface DockerRegistry {
  /** `127.0.0.1:port` */
  readonly host: string
  readonly url: string
  /** Where its repositories lie, a folder each. */
  readonly repositories: string
  stop(): Promise<void>
}

/** Starts a server on a free port, and returns once it takes connections. */
export async function startDockerRegistry(options: ServerOptions): Promise<DockerRegistry> {
  if (DOCKER_REGISTRY === undefined) throw new Error('docker-registry is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'pull-policy-docker-registry-'))
  const host = `127.0.0.1:${await findFreePort()}`
  const config = join(folder, 'config.json')
  writeFileSync(config, JSON.stringify(configOf(options, host, folder)))
  const server = spawn(DOCKER_REGISTRY, ['serve', config], { stdio: 'ignore', env: { PATH: '', OTEL_TRACES_EXPORTER: 'none' } })
  const url = `${options.tls === undefined ? 'http' : 'https'}://${host}`
  await waitFor(host, server)
  return {
    host,
    url,
    repositories: join(folder, 'storage', 'docker', 'registry', 'v2', 'repositories'),
    stop: async () => {
      if (server.exitCode === null && server.signalCode === null) {
        const ended = new Promise(resolve => server.once('exit', resolve))
        server.kill()
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** JSON, which is YAML too. */
function configOf({ auth, tls, upstream }: ServerOptions, host: string, folder: string): unknown {
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  return {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'storage') } },
    http: {
      addr: host,
      secret: 'test only',
      ...(tls && { tls: { certificate: write('tls.crt', tls.certificate), key: write('tls.key', tls.key) } }),
    },
    ...(upstream !== undefined && { proxy: { remoteurl: upstream } }),
    ...(auth.kind === 'basic' && { auth: { htpasswd: { realm: 'test', path: write('htpasswd', auth.htpasswd) } } }),
    ...(auth.kind === 'token' && {
      auth: {
        token: { realm: auth.realm, service: 'test', issuer: 'test issuer', rootcertbundle: write('root.crt', auth.signer.certificate) },
      },
    }),
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Until it takes connections; any answer will do, a 401 or the alarm of its TLS included. */
async function waitFor(host: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`docker-registry ended with ${server.exitCode}`)
    const isUp = await fetch(`http://${host}/v2/`).then(
      () => true,
      () => false,
    )
    if (isUp) return
    await sleep(20)
  }
  throw new Error('docker-registry did not come up')
}
