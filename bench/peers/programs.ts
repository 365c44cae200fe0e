import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PeerInput } from './inputs.ts'

const work = fileURLToPath(new URL('../.work/', import.meta.url))

/** What a program made of a manifest; or what it said where it did not. */
export type Outcome = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'failed'; readonly message: string }

/** A program of a Go module. */
export interface GoSource {
  readonly module: string
  readonly version: string
  readonly package: string
}

/** A program that pins images. */
export interface Peer {
  readonly program: string
  /** With its version; what it is called in the table. */
  readonly name: string
  /** Where Go gets it. */
  readonly source?: GoSource
  isHere(): boolean
  pin(input: PeerInput, folder: string): Outcome
}

const inBin = (program: string) => join(work, 'bin', program)

function goPeer(program: string, source: GoSource, pin: Peer['pin']): Peer {
  return { program, name: `${program} ${source.version}`, source, isHere: () => existsSync(inBin(program)), pin }
}

function goSource(module: string, version: string, folder = ''): GoSource {
  return { module, version, package: module + folder }
}

/** The file as it is after a program has edited it. */
function edited(program: string, words: (path: string) => readonly string[]): Peer['pin'] {
  return ({ file, input }, folder) => {
    const path = write(folder, file, input)
    const failure = run(program, words(path), folder)
    return failure.status === 0 ? { kind: 'text', text: readFileSync(path, 'utf8') } : { kind: 'failed', message: failure.said }
  }
}

function write(folder: string, file: string, text: string): string {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

function run(program: string, words: readonly string[], folder: string) {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    DOCKER_CONFIG: folder,
    SSL_CERT_FILE: join(work, 'peers.crt'),
    NODE_EXTRA_CA_CERTS: join(work, 'peers.crt'),
  }
  const { status, stdout, stderr } = spawnSync(program, [...words], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
  return { status, stdout, said: (stderr || stdout || 'no word').trim().split('\n').at(-1) ?? '' }
}

/** Renovate's own way from a text to a text, without its search for versions: extract, then replace each dependency once. */
const RENOVATE = join(work, 'renovate', 'node_modules', 'renovate')

/** Each with the command that its manual shows for files of Kubernetes. */
export const PEERS: readonly Peer[] = [
  goPeer(
    'frizbee',
    goSource('github.com/stacklok/frizbee', 'v0.1.7'),
    edited(inBin('frizbee'), path => ['image', dirname(path)]),
  ),
  goPeer('kbld', goSource('carvel.dev/kbld', 'v0.46.0', '/cmd/kbld'), ({ file, input }, folder) => {
    const { status, stdout, said } = run(inBin('kbld'), ['-f', write(folder, file, input)], folder)
    return status === 0 ? { kind: 'text', text: stdout } : { kind: 'failed', message: said }
  }),
  goPeer(
    'ratchet',
    goSource('github.com/sethvargo/ratchet', 'v0.11.4'),
    edited(inBin('ratchet'), path => ['pin', '-parser', 'tekton', basename(path)]),
  ),
  {
    program: 'renovate',
    name: 'Renovate 44.121.2',
    isHere: () => existsSync(RENOVATE),
    pin: edited(process.execPath, path => [fileURLToPath(new URL('./renovate.ts', import.meta.url)), RENOVATE, path]),
  },
]
