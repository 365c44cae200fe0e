import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeCertificate } from '../test/fake/registry/certificate.ts'
import { HOSTS, hasInputs } from './peers/inputs.ts'
import { PEERS } from './peers/programs.ts'

// `node bench/peers.ts [PROGRAM...]`: what other programs that pin make of manifests whose right answer is known. Needs Linux, `go`, `unshare` and `ip`;
// Renovate is run where `npm install --prefix bench/.work/renovate renovate@44.121.2` was done before.
const work = fileURLToPath(new URL('./.work/', import.meta.url))
if (!hasInputs) throw new Error('the manifests with their right answers are not beside this checkout')

mkdirSync(work, { recursive: true })
for (const { program, source } of PEERS) {
  const built = join(work, 'bin', program)
  if (source === undefined || existsSync(built)) continue
  console.error(`building ${program} ${source.version}`)
  const folder = join(work, `go-${program}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'go.mod'), `module peer\n\ngo 1.25\n\nrequire ${source.module} ${source.version}\n`)
  execFileSync('go', ['build', '-mod=mod', '-o', built, source.package], { cwd: folder, stdio: 'inherit' })
}

const certificate = makeCertificate(HOSTS)
writeFileSync(join(work, 'peers.crt'), certificate.certificate)
writeFileSync(join(work, 'peers.key'), certificate.key)
writeFileSync(join(work, 'hosts'), `127.0.0.1 localhost ${HOSTS.join(' ')}\n`)

// The peers run where there is no network but the loopback interface, on which a registry answers for all hosts: nothing they do can leave.
const room = fileURLToPath(new URL('./peers/room.ts', import.meta.url))
const script = 'ip link set lo up && mount --bind "$1" /etc/hosts && shift && exec "$@"'
const isRoot = process.getuid?.() === 0
const { status } = spawnSync(
  'unshare',
  [
    ...(isRoot ? [] : ['--map-root-user']),
    '--net',
    '--mount',
    'sh',
    '-c',
    script,
    'sh',
    join(work, 'hosts'),
    process.execPath,
    room,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
