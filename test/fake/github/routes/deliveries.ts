import { notFound } from '../api-error.ts'
import { type ApiRequest, asApp, ok, type Routes } from '../api-request.ts'
import type { FakeApp } from '../app.ts'
import type { Delivery } from '../deliveries.ts'
import { isObject, type JsonObject } from '../json.ts'

/** The log of an app's webhooks, newest first. Its pages go by cursor, not by number. */
export const deliveryRoutes: Routes = {
  'GET /app/hook/deliveries': asApp((request, app) => {
    const { query, url } = request
    const size = Math.min(100, Number(query.get('per_page') ?? 30))
    const before = Number(query.get('cursor')?.replace('v1_', '') ?? Number.POSITIVE_INFINITY)
    const older = app.deliveries.all.filter(delivery => delivery.id < before && hasStatus(delivery, query.get('status')))
    const page = older.slice(0, size)
    const last = page.at(-1)
    const next = new URLSearchParams(query)
    if (last !== undefined) next.set('cursor', `v1_${last.id}`)
    const headers = older.length > size ? { link: `<${url}?${next}>; rel="next"` } : {}
    return { status: 200, json: page.map(itemJson), headers }
  }),

  'GET /app/hook/deliveries/{delivery_id}': asApp((request, app) => {
    const delivery = deliveryOf(request, app)
    const payload: unknown = JSON.parse(delivery.parcel.body)
    return ok({
      ...itemJson(delivery),
      url: app.webhook.url,
      request: { headers: delivery.requestHeaders, payload: isObject(payload) ? payload : null },
      response: { headers: delivery.responseHeaders, payload: delivery.responseBody },
    })
  }),

  'POST /app/hook/deliveries/{delivery_id}/attempts': asApp((request, app) => {
    app.deliveries.redeliver(deliveryOf(request, app).id)
    return { status: 202, json: {} }
  }),
}

function hasStatus({ statusCode }: Delivery, wanted: string | null): boolean {
  const isSuccess = statusCode >= 200 && statusCode < 400
  return wanted === null || isSuccess === (wanted === 'success')
}

function itemJson({ id, parcel, deliveredAt, isRedelivery, duration, status, statusCode }: Delivery): JsonObject {
  return {
    id,
    guid: parcel.guid,
    delivered_at: deliveredAt,
    redelivery: isRedelivery,
    duration,
    status,
    status_code: statusCode,
    event: parcel.event,
    action: parcel.action ?? null,
    installation_id: parcel.installationId,
    repository_id: parcel.repositoryId ?? null,
    throttled_at: null,
  }
}

function deliveryOf({ parameters }: ApiRequest, app: FakeApp): Delivery {
  const delivery = app.deliveries.all.find(({ id }) => id === Number(parameters.delivery_id))
  if (delivery === undefined) throw notFound()
  return delivery
}
