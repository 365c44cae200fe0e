import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { run } from '../../cli/run.ts'
import { git } from './git-repository.ts'
import { memoryIo } from './memory-io.ts'
import { deployment, pullPolicy } from './pull-policy.ts'
import { makeTree } from './temporary-tree.ts'

const DIGEST = `sha256:${'a1'.repeat(32)}`
const known = JSON.stringify({ 'docker.io/library/app:1': DIGEST })

test('prints the patch, and says what became of each image', async () => {
  const cwd = makeTree({ 'web.yaml': deployment('app:1'), 'other.yaml': deployment('other:1', 'other'), 'known.json': known })
  const { exitCode, stdout, stderr } = await pullPolicy(cwd, ['pin', 'web.yaml', 'other.yaml', '--resolutions', 'known.json'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain(`-          image: app:1\n+          image: app:1@${DIGEST}\n`)
  expect(stderr).toMatch(
    /^web\.yaml:10: app:1 \(docker\.io\/library\/app:1\): pinned: sha256:a1a1a1a1…; the policy stays IfNotPresent\nother\.yaml:10: other:1 \(docker\.io\/library\/other:1\): not resolved: /,
  )
  expect(readFileSync(join(cwd, 'web.yaml'), 'utf8')).toBe(deployment('app:1'))
})

test('--write edits the file, and once more changes nothing', async () => {
  const cwd = makeTree({ 'web.yaml': deployment('app:1'), 'known.json': known })
  await pullPolicy(cwd, ['pin', 'web.yaml', '--write', '--resolutions', 'known.json'])
  expect(readFileSync(join(cwd, 'web.yaml'), 'utf8')).toBe(deployment(`app:1@${DIGEST}`))
  expect((await pullPolicy(cwd, ['pin', 'web.yaml', '--resolutions', 'known.json'])).stdout).toBe('')
})

test('--offline asks nobody', async () => {
  const cwd = makeTree({ 'web.yaml': deployment('app:1') })
  expect((await pullPolicy(cwd, ['pin', '--offline'])).stderr).toMatch(
    /app:1 \(docker\.io\/library\/app:1\): not resolved: no registry was asked/,
  )
})

test('says what was not read', async () => {
  const cwd = makeTree({ 'broken.yaml': 'image: "\n' })
  expect((await pullPolicy(cwd, ['pin', '--offline'])).stderr).toMatch(
    /^not read: broken\.yaml:\d+: .+\npull-policy: no image was found in \.\n$/,
  )
})

test('what it says of a file commands no runner', async () => {
  const cwd = makeTree({ '::add-mask::k8s.yaml': deployment('app:1') })
  expect((await pullPolicy(cwd, ['pin', '--offline'])).stderr).toMatch(/^�:add-mask::k8s\.yaml:10: /)
})

test('a file that cannot be written, or named in a patch, keeps no other from being pinned', async () => {
  const cwd = makeTree({
    'a.yaml': deployment('app:1'),
    'b.yaml': deployment('app:1'),
    'known.json': known,
    'real/c.yaml': deployment('app:1'),
  })
  writeFileSync(Buffer.concat([Buffer.from(`${cwd}/a`), Buffer.from([0xff]), Buffer.from('.yaml')]), deployment('app:1'))
  symlinkSync('real/c.yaml', join(cwd, 'link.yaml'))
  symlinkSync('real', join(cwd, 'linked'))
  const options = ['pin', '--resolutions', 'known.json']
  const { stdout, stderr } = await pullPolicy(cwd, [...options, '.', 'link.yaml', 'linked'])
  expect(stderr).toMatch(/^a\ufffd\.yaml:10: .*: left: no patch can name this file: its name is not UTF-8$/m)
  expect(stderr.match(/^not read: (link\.yaml|linked): a symbolic link; name what it leads to$/gm)).toHaveLength(2)
  writeFileSync(join(cwd, 'pins.patch'), stdout)
  git(cwd, 'apply', '--check', 'pins.patch')
  expect(stdout.match(/^\+\+\+ /gm)).toHaveLength(3)

  const above = await pullPolicy(join(cwd, 'real'), ['pin', '--resolutions', '../known.json', '../a.yaml'])
  expect(above.stderr).toMatch(/takes no patch for files above the folder where the command runs/)

  const io = memoryIo({ cwd })
  const edited = `# edited meanwhile\n${deployment('app:1')}`
  const write = (text: string) => {
    writeFileSync(join(cwd, 'a.yaml'), edited)
    return io.stderr.write(text)
  }
  expect(await run([...options, '--write', 'a.yaml', 'b.yaml'], { ...io, stderr: { ...io.stderr, write } })).toBe(2)
  expect(io.written().stderr).toMatch(/^pull-policy: "a\.yaml" was not written: it changed while it was reviewed; run the command again$/m)
  expect(['a.yaml', 'b.yaml'].map(path => readFileSync(join(cwd, path), 'utf8'))).toEqual([edited, deployment(`app:1@${DIGEST}`)])
})

test('standard input is pinned in the patch, and cannot be written', async () => {
  const cwd = makeTree({ 'known.json': known })
  const world = { stdin: deployment('app:1') }
  expect((await pullPolicy(cwd, ['pin', '-', '--resolutions', 'known.json'], world)).stdout).toContain(`app:1@${DIGEST}`)
  const { exitCode, stderr } = await pullPolicy(cwd, ['pin', '-', '--write', '--offline'], world)
  expect([exitCode, stderr]).toEqual([2, 'pull-policy: unexpected "-" beside --write, expected files that can be written\n'])
})
