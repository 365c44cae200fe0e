import type { FakeGitHub } from '../../fake/github/fake-github.ts'
import type { FakeInstallation } from '../../fake/github/installation.ts'
import { payloadOf } from '../../fake/github/payloads.ts'

/** An event as a webhook brings it. */
export interface RecordedEvent {
  readonly name: string
  readonly action: string | undefined
  readonly payload: Readonly<Record<string, unknown>>
}

/** Writes down what a fake GitHub would tell an installation, without telling it. */
export function recordEvents(github: FakeGitHub, installation: Pick<FakeInstallation, 'id'>): RecordedEvent[] {
  const events: RecordedEvent[] = []
  github.world.listen(event => {
    const payload = { installation: { id: installation.id }, ...payloadOf(github.world, event) }
    events.push({ name: event.name, action: event.action, payload })
  })
  return events
}
