import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { setDefaultCACertificates } from 'node:tls'
import { makeCertificate } from '../test/fake/registry/certificate.ts'
import { index } from '../test/fake/registry/images.ts'
import { startDockerRegistry } from '../test/registry/docker-registry.ts'
import { push } from '../test/registry/push.ts'
import { ALICE, startTokenIssuer } from '../test/registry/token-issuer.ts'

// A docker-registry with TLS, its token issuer, and as many repositories and tags as are asked for; until the standard input is closed.
const [repositories = 1, tags = 1] = process.argv.slice(2).map(Number)
const certificate = makeCertificate(['127.0.0.1', 'localhost'])
setDefaultCACertificates([certificate.certificate])

const issuer = await startTokenIssuer(certificate, certificate)
const registry = await startDockerRegistry({ auth: { kind: 'token', realm: issuer.realm, signer: certificate }, tls: certificate })
const login = `Basic ${Buffer.from(`${ALICE.username}:${ALICE.password}`).toString('base64')}`
const issued = await fetch(`${issuer.realm}?scope=repository:public/r0:pull,push`, { headers: { authorization: login } })
const authorization = `Bearer ${JSON.parse(await issued.text()).token}`
const image = index(['linux/amd64', 'linux/arm64'])
for (let tag = 0; tag < tags; tag += 1) await push({ url: registry.url, authorization }, 'public/r0', `v${tag}`, image)
const first = join(registry.repositories, 'public', 'r0')
for (let number = 1; number < repositories; number += 1)
  cpSync(first, join(registry.repositories, 'public', `r${number}`), { recursive: true })

console.log(JSON.stringify({ registry: registry.host, issuer: issuer.host, realm: issuer.realm, certificate: certificate.certificate }))
process.stdin.resume().on('end', async () => {
  await registry.stop()
  await issuer.stop()
})
