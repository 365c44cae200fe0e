import { execFile } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { formatPlatform } from '../../src/oci/platform.ts'
import { fixedCredentials } from '../../src/registry/credentials.ts'
import { digest, reference, Stage } from '../fake/registry/asking.ts'
import { IMAGES, PLATFORMS, pushAll, TYPES } from './demo-images.ts'
import { DOCKER_REGISTRY, type DockerRegistry, SKOPEO, startDockerRegistry } from './docker-registry.ts'
import { ALICE } from './token-issuer.ts'

const stage = new Stage()
afterAll(() => stage.clear())

const describeWithRegistry: typeof describe.skip = DOCKER_REGISTRY === undefined ? describe.skip : describe
const describeWithSkopeo: typeof describe.skip = DOCKER_REGISTRY === undefined || SKOPEO === undefined ? describe.skip : describe
if (DOCKER_REGISTRY === undefined) test.skip('left out: docker-registry is neither on the PATH nor in /usr/bin', () => {})
if (SKOPEO === undefined) test.skip('left out: skopeo is neither on the PATH nor in /usr/bin', () => {})

const run = promisify(execFile)

describeWithSkopeo('images that skopeo has copied', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pull-policy-skopeo-')))
  let open: DockerRegistry
  let closed: DockerRegistry
  beforeAll(async () => {
    const htpasswd = 'alice:$2y$05$fJiEcaQ3R3NPKkPeAhto5egOvjUflq232WgNlCILW//VVMc4/TZD.\n'
    open = await startDockerRegistry({ auth: { kind: 'open' } })
    closed = await startDockerRegistry({ auth: { kind: 'basic', htpasswd } })
    await pushAll({ url: open.url }, 'library/demo')
    writeFileSync(join(folder, 'registries.conf'), '')
    for (const tag of TAGS) {
      await skopeo('--src-tls-verify=false', `docker://${open.host}/library/demo:${tag}`, `dir:${join(folder, tag)}`)
      const credentials = `--dest-creds=${ALICE.username}:${ALICE.password}`
      await skopeo('--dest-tls-verify=false', credentials, `dir:${join(folder, tag)}`, `docker://${closed.host}/copied/demo:${tag}`)
    }
  })
  afterAll(async () => {
    await open?.stop()
    await closed?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** `untyped` is left out, since skopeo writes the type that is missing. */
  const TAGS = ['oci-index', 'docker-list', 'oci-image', 'docker-image'] as const

  /** Nothing of this machine's own configuration may send it anywhere else. */
  async function skopeo(...words: readonly string[]): Promise<void> {
    const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, CONTAINERS_REGISTRIES_CONF: join(folder, 'registries.conf') }
    await run(SKOPEO ?? '', ['--insecure-policy', 'copy', '--all', '--preserve-digests', ...words], { env })
  }

  const client = () => stage.client({ plainHttp: [open.host, closed.host], credentials: fixedCredentials({ [closed.host]: ALICE }) })

  test.each(TAGS)('%s has the digest, type and platforms that were pushed', async tag => {
    const asking = client()
    const image = reference(`${closed.host}/copied/demo:${tag}`)
    expect(await asking.resolve(image)).toMatchObject({ status: 'resolved', digest: IMAGES[tag]?.digest, mediaType: TYPES[tag] })
    const contents = await asking.resolveContents(image, digest(IMAGES[tag]?.digest ?? ''))
    const single = { 'oci-image': ['linux/arm64/v8'], 'docker-image': ['linux/amd64'] }
    expect(contents.status === 'resolved' && contents.platforms.map(formatPlatform)).toEqual(
      tag === 'oci-image' || tag === 'docker-image' ? single[tag] : PLATFORMS,
    )
  })

  test('skopeo says the same of them as we do', async () => {
    const options = ['--insecure-policy', 'inspect', '--raw', '--tls-verify=false', `--creds=${ALICE.username}:${ALICE.password}`]
    for (const tag of TAGS) {
      const { stdout } = await run(SKOPEO ?? '', [...options, `docker://${closed.host}/copied/demo:${tag}`], {
        env: { PATH: process.env.PATH, HOME: folder, CONTAINERS_REGISTRIES_CONF: join(folder, 'registries.conf') },
        encoding: 'buffer',
      })
      expect(IMAGES[tag]?.body.equals(stdout)).toBe(true)
    }
  })
})

describeWithRegistry('a docker-registry that pulls through', () => {
  let upstream: DockerRegistry
  let mirror: DockerRegistry
  beforeAll(async () => {
    upstream = await startDockerRegistry({ auth: { kind: 'open' } })
    await pushAll({ url: upstream.url }, 'library/demo')
    mirror = await startDockerRegistry({ auth: { kind: 'open' }, upstream: upstream.url })
  })
  afterAll(async () => {
    await mirror?.stop()
    await upstream?.stop()
  })

  const client = () => stage.client({ plainHttp: [mirror.host], mirrors: { 'docker.io': mirror.host } })

  test.each(Object.keys(IMAGES))('gives %s as Docker Hub would, under the same digest', async tag => {
    const asking = client()
    const image = reference(`demo:${tag}`)
    expect(await asking.resolve(image)).toMatchObject({ status: 'resolved', digest: IMAGES[tag]?.digest })
    expect(await asking.resolveContents(image, digest(IMAGES[tag]?.digest ?? ''))).toMatchObject({ status: 'resolved' })
    expect(Object.keys(asking.statistics().requests)).toEqual([mirror.host])
  })

  test('while what it mirrors is away it says 404, which proves nothing', async () => {
    await upstream.stop()
    expect(await client().resolve(reference('demo:never-asked'))).toMatchObject({ status: 'not-found-or-private' })
  })
})
