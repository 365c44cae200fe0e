import type { IncomingHttpHeaders } from 'node:http'

/** What the headers of a webhook say, checked. */
export interface WebhookHeaders {
  /** GUID. */
  readonly delivery: string
  readonly event: string
  readonly signature: string
}

/** Why a request is no webhook: the status to answer with, and our words for it. */
export interface Refusal {
  readonly status: 400 | 401 | 415
  readonly text: string
}

/** Reads the headers of a webhook. A missing signature is a wrong one. */
export function readWebhookHeaders(headers: IncomingHttpHeaders): WebhookHeaders | Refusal {
  const type = headers['content-type'] ?? ''
  const [delivery, event, signature] = ['x-github-delivery', 'x-github-event', 'x-hub-signature-256'].map(name => headers[name])
  if (!/^application\/json(?:\s*;.*)?$/i.test(type)) return { status: 415, text: 'content type application/json is expected' }
  if (typeof delivery !== 'string' || !/^[A-Za-z0-9-]{8,64}$/.test(delivery))
    return { status: 400, text: 'header x-github-delivery is expected' }
  if (typeof event !== 'string' || !/^[a-z_]{1,64}$/.test(event)) return { status: 400, text: 'header x-github-event is expected' }
  if (typeof signature !== 'string' || !/^sha256=[0-9a-f]{64}$/.test(signature)) return { status: 401, text: 'not signed' }
  return { delivery, event, signature }
}
