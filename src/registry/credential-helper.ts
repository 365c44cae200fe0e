import { type ChildProcess, spawn } from 'node:child_process'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { readJsonObject } from './classify.ts'
import { type CredentialFiles, isInsideAny } from './credential-files.ts'
import type { Credential } from './credentials.ts'
import { isSystemError } from './system-error.ts'

/** What a helper program said. */
export type HelperAnswer =
  | { readonly kind: 'credential'; readonly credential: Credential }
  /** It has none for this registry, which is no fault. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly notice: string }

/** A program's run, as far as it matters here. */
export type ProgramRun =
  | { readonly kind: 'ended'; readonly exitCode: number | null; readonly output: Buffer }
  | { readonly kind: 'failed'; readonly reason: string }

/** How a helper is run: always with the one word `get`. */
export interface ProgramCall {
  /** Absolute, and not in the work tree. */
  readonly program: string
  readonly input: string
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** What running a helper needs, all of it handed in. */
export interface HelperOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What a stranger may have filled: nothing in these folders is run, and no program is run in one. Absolute, links resolved. */
  readonly workTrees: readonly string[]
  readonly files: CredentialFiles
  readonly run: (call: ProgramCall) => Promise<ProgramRun>
  /** `.exe` on Windows. */
  readonly suffix: string
}

/** The user name by which a helper says that its secret is an identity token. */
const TOKEN_USER = '<token>'
const NOT_FOUND = 'credentials not found in native keychain'
const TIMEOUT_MS = 15_000
const OUTPUT_LIMIT = 64 * 1024

/**
 * Asks `docker-credential-<name> get` about a registry, by the helpers' own protocol: the registry on standard input, JSON on standard output. This is
 * how the clouds' registries are opened (`ecr-login`, `gcloud`, `gcr`, `acr-env`). No shell is involved.
 *
 * @see https://github.com/docker/docker-credential-helpers/blob/v0.9.0/README.md#development
 */
export async function askHelper(name: string, server: string, options: HelperOptions): Promise<HelperAnswer> {
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(name)) return { kind: 'failed', notice: 'a credential helper has a name that is none; it is not run' }
  const folders = await findFolders(options)
  const program = await findProgram(`docker-credential-${name}${options.suffix}`, folders, options)
  if (program === undefined)
    return {
      kind: 'failed',
      notice: `docker-credential-${name} is not on the PATH outside the work tree; its registries are asked without credentials`,
    }
  const environment = { ...options.environment, PATH: folders.join(delimiter) }
  const run = await options.run({ program, input: server, folder: dirname(program), environment })
  return readRun(name, server, run)
}

/** Runs a program without a shell, for a limited time and output; past either, it is ended with whatever it has started. */
export function runProgram({ program, input, folder, environment }: ProgramCall): Promise<ProgramRun> {
  return new Promise(resolve => {
    const child = spawn(program, ['get'], {
      cwd: folder,
      env: environment,
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
      windowsHide: true,
    })
    const chunks: Buffer[] = []
    let size = 0
    const settle = (run: ProgramRun) => {
      clearTimeout(timer)
      resolve(run)
    }
    const stop = () => {
      endGroup(child)
      child.stdout.destroy()
      settle({ kind: 'failed', reason: 'it said too much, or took too long' })
    }
    const timer = setTimeout(stop, TIMEOUT_MS)
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > OUTPUT_LIMIT) stop()
    })
    child.on('error', () => settle({ kind: 'failed', reason: 'it could not be run' }))
    child.on('close', exitCode => settle({ kind: 'ended', exitCode, output: Buffer.concat(chunks) }))
    child.stdin.on('error', () => {}) // it may end without having read
    child.stdin.end(input)
  })
}

/** A detached child leads a group of its own, which a negative number names; Windows has none, and there the child alone is ended. */
function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if (!isSystemError(error)) throw error
    child.kill('SIGKILL')
  }
}

/** Folders of the PATH in which a program may be looked for: absolute ones outside the work tree. */
async function findFolders({ environment, workTrees, files }: HelperOptions): Promise<readonly string[]> {
  const written = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter(isAbsolute)
  const real = await Promise.all(written.map(folder => files.realPath(folder)))
  return written.filter((folder, index) => {
    const target = real[index]
    return target !== undefined && !isInsideAny(workTrees, target) && !isInsideAny(workTrees, folder)
  })
}

async function findProgram(file: string, folders: readonly string[], { workTrees, files }: HelperOptions): Promise<string | undefined> {
  for (const folder of folders) {
    const path = join(folder, file)
    const real = await files.realPath(path)
    if (real !== undefined && !isInsideAny(workTrees, real) && (await files.isExecutable(path))) return path
  }
  return undefined
}

function readRun(name: string, server: string, run: ProgramRun): HelperAnswer {
  const failed: HelperAnswer = {
    kind: 'failed',
    notice: `docker-credential-${name} failed for ${server.slice(0, 100)}; it is asked without credentials`,
  }
  if (run.kind === 'failed') return failed
  if (run.exitCode !== 0) return run.output.toString('utf8').trim() === NOT_FOUND ? { kind: 'none' } : failed
  const { Username: username, Secret: secret } = readJsonObject(run.output) ?? {}
  if (typeof username !== 'string' || typeof secret !== 'string') return failed
  if (secret === '') return { kind: 'none' }
  return { kind: 'credential', credential: username === TOKEN_USER ? { username, identityToken: secret } : { username, password: secret } }
}
