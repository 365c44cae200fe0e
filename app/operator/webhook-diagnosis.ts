import { type Diagnosis, note, ok, wrong } from './diagnosis.ts'

/** How GitHub sends webhooks, as `GET /app/hook/config` says it. */
export interface HookConfig {
  readonly url?: string
  readonly content_type?: string
  readonly insecure_ssl?: string | number
}

/** One attempt to deliver, as `GET /app/hook/deliveries` lists it. */
export interface DeliveryItem {
  readonly delivered_at: string
  readonly status_code: number
  readonly status: string
  readonly event: string
}

/** The address, and how it is sent to. */
export function diagnoseHook(config: HookConfig, webhookPath: string, settingsUrl: string): readonly Diagnosis[] {
  const url = URL.parse(config.url ?? '')
  if (url === null)
    return [wrong('the app has no webhook address', `enter https://YOUR-HOST${webhookPath} under Webhook URL: ${settingsUrl}`)]
  const faults: Diagnosis[] = []
  if (url.pathname !== webhookPath)
    faults.push(
      wrong(
        `webhooks go to ${url.pathname}, but the app listens on ${webhookPath}`,
        `set WEBHOOK_PATH=${url.pathname}, or change the Webhook URL: ${settingsUrl}`,
      ),
    )
  if (url.protocol !== 'https:') faults.push(note('webhooks are sent without TLS', `use an https address: ${settingsUrl}`))
  if (config.content_type !== 'json')
    faults.push(wrong('webhooks are sent as a form', `choose content type application/json: ${settingsUrl}`))
  if (String(config.insecure_ssl ?? '0') !== '0')
    faults.push(note('GitHub does not verify the certificate of the webhook address', `enable SSL verification: ${settingsUrl}`))
  return faults.length === 0 ? [ok(`webhooks go to ${url.origin}${url.pathname}`)] : faults
}

/** What became of the last deliveries, the newest first. */
export function diagnoseDeliveries(deliveries: readonly DeliveryItem[], settingsUrl: string): Diagnosis {
  const [last] = deliveries
  if (last === undefined) return note('GitHub has delivered no webhook yet', 'install the app on a repository, or open a pull request')
  const isGood = ({ status_code: code }: DeliveryItem) => code >= 200 && code < 300
  const failed = deliveries.filter(delivery => !isGood(delivery))
  const count = `${failed.length} of the last ${deliveries.length} webhooks failed`
  if (isGood(last)) {
    if (failed.length === 0) return ok(`the last ${deliveries.length} webhooks were taken`)
    return note(`${count}, the last one was taken`, `deliver again what was missed: ${settingsUrl}/advanced`)
  }
  return wrong(
    `${count}, the last one with ${describe(last)}`,
    `${remedyFor(last)}; then deliver again what was missed: ${settingsUrl}/advanced`,
  )
}

function describe({ status_code: code, status }: DeliveryItem): string {
  return code === 0 ? status.slice(0, 60) : `status ${code}`
}

function remedyFor({ status_code: code }: DeliveryItem): string {
  if (code === 0) return 'see that the app runs, and that GitHub reaches its address from outside and gets an answer within ten seconds'
  if (code === 401) return 'the secrets differ: enter the value of WEBHOOK_SECRET under Webhook secret'
  if (code === 404 || code === 405) return 'the address leads to something else: compare it with WEBHOOK_PATH and the proxy before the app'
  if (code === 413) return 'a proxy before the app takes less than 25 MB; raise its limit'
  if (code === 502 || code === 503 || code === 504) return 'the app, or its queue, was not ready: look at /readyz and the log'
  return 'look at the answer there and at the log'
}
