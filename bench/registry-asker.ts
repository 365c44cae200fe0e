import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { ACCEPTED_MEDIA_TYPES } from '../src/oci/media-type.ts'
import { parseImageReference } from '../src/oci/reference.ts'
import { RegistryClient } from '../src/registry/registry-client.ts'

// Asks about the references on the standard input, and prints how long it took: by the client, or with no logic at all.
const [how, servers = ''] = process.argv.slice(2)
const { registry, issuer, realm, certificate }: Readonly<Record<string, string>> = JSON.parse(servers)
const references = readFileSync(0, 'utf8').trimEnd().split('\n')

console.log(JSON.stringify(how === 'floor' ? await askBlindly() : await askByClient()))

async function askByClient() {
  const client = new RegistryClient({
    ask: ['*'],
    privateHosts: [registry ?? '', issuer ?? ''],
    certificateAuthorities: [certificate ?? ''],
  })
  const start = performance.now()
  const resolutions = await Promise.all(
    references.map(text => {
      const image = parseImageReference(text)
      if (image.kind === 'invalid-reference') throw new Error(image.reason)
      return client.resolve(image)
    }),
  )
  const ms = performance.now() - start
  const { tlsHandshakes, requests } = client.statistics()
  client.close()
  const failed = resolutions.filter(({ status }) => status !== 'resolved').length
  return { ms, connections: tlsHandshakes, failed, requests: Object.values(requests).reduce((sum, count) => sum + count, 0) }
}

/** The same requests over the same number of connections: one bare HEAD, then a token for each repository and a HEAD for each reference. */
async function askBlindly() {
  let connections = 0
  let failed = 0
  let requests = 0
  const agents = [newAgent(), newAgent()] as const
  const send = (agent: Agent, method: string, url: string, headers: Readonly<Record<string, string>>) =>
    new Promise<string>((resolve, reject) => {
      requests += 1
      const asked = request(url, { method, agent, headers }, response => {
        let text = ''
        if (response.statusCode !== 200) failed += 1
        response.on('data', chunk => {
          text += chunk
        })
        response.on('end', () => resolve(text))
      })
      asked.on('socket', socket => {
        if (!asked.reusedSocket && socket.connecting) connections += 1
      })
      asked.on('error', reject).end()
    })
  const byRepository = Map.groupBy(references, text => text.slice(text.indexOf('/') + 1, text.lastIndexOf(':')))
  const head = (text: string, headers: Readonly<Record<string, string>>) => {
    const [, repository, tag] = /^[^/]+\/(.+):([^:]+)$/.exec(text) ?? []
    return send(agents[0], 'HEAD', `https://${registry}/v2/${repository}/manifests/${tag}`, {
      accept: ACCEPTED_MEDIA_TYPES.join(', '),
      ...headers,
    })
  }
  const start = performance.now()
  await head(references[0] ?? '', {})
  failed = 0
  await Promise.all(
    Array.from(byRepository, async ([repository, texts]) => {
      const { token } = JSON.parse(await send(agents[1], 'GET', `${realm}?service=test&scope=repository:${repository}:pull`, {}))
      await Promise.all(texts.map(text => head(text, { authorization: `Bearer ${token}` })))
    }),
  )
  const ms = performance.now() - start
  for (const agent of agents) agent.destroy()
  return { ms, connections, failed, requests }
}

function newAgent(): Agent {
  return new Agent({ keepAlive: true, scheduling: 'lifo', maxSockets: 8, ca: certificate })
}
