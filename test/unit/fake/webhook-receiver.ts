import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { type Json, jsonFrom, memberOf } from '../../fake/github/json.ts'

/** One webhook as it came in. */
export interface ReceivedWebhook {
  readonly event: string
  readonly action: Json | undefined
  readonly guid: string
  readonly payload: Json
  readonly isSigned: boolean
}

/** Listens for webhooks, and answers each with a status. */
export interface WebhookReceiver {
  readonly url: string
  readonly received: ReceivedWebhook[]
  status: number
  close(): Promise<void>
}

/** Starts a receiver that checks signatures with this secret. */
export async function receiveWebhooks(secret: string): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const payload = jsonFrom(body.toString('utf8'))
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    const header = (name: string) => String(request.headers[name])
    const isSigned = header('x-hub-signature-256') === signature
    received.push({
      event: header('x-github-event'),
      action: memberOf(payload, 'action'),
      guid: header('x-github-delivery'),
      payload,
      isSigned,
    })
    response.writeHead(receiver.status).end('taken')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
  const close = async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  const receiver: WebhookReceiver = { url: `http://127.0.0.1:${address.port}/hook`, received, status: 200, close }
  return receiver
}
