import { type Diagnosis, note, ok, wrong } from './diagnosis.ts'
import { EVENTS, type Flavour, wantedBy } from './permissions.ts'

/** Permissions as GitHub's answers have them. */
export type Granted = Readonly<Record<string, string | undefined>>

/** Compares what is granted with what is needed: too little is wrong, too much is noted. `whose` is what has it; `mend` says where more is given. */
export function diagnosePermissions(granted: Granted, flavour: Flavour, whose: string, mend: string): readonly Diagnosis[] {
  const wanted = wantedBy(flavour)
  const lacking = wanted.filter(({ name, level }) => !reaches(granted[name], level))
  const tooMuch = Object.entries(granted).filter(([name, level]) => {
    const need = wanted.find(permission => permission.name === name)?.level
    return level !== undefined && (need === undefined || (need === 'read' && level !== 'read'))
  })
  const faults = lacking.map(({ name, level, because }) => wrong(`${whose} lacks ${name}: ${level} (${because})`, mend))
  const notes = tooMuch.map(([name, level]) =>
    note(`${whose} has ${name}: ${level}, which is not needed`, `take it away, unless you want ${use(name)}`),
  )
  return faults.length === 0 ? [ok(`${whose} has the permissions that are needed`), ...notes] : [...faults, ...notes]
}

function use(name: string): string {
  if (name === 'contents') return 'the pin button (`doctor --pin-button` then)'
  return name === 'issues' ? 'commands in comments' : 'it for something else'
}

function reaches(level: string | undefined, wanted: 'read' | 'write'): boolean {
  return level === 'write' || level === 'admin' || level === wanted
}

/** The events that the app is subscribed to; those about itself come unasked. */
export function diagnoseEvents(events: readonly string[], settingsUrl: string): readonly Diagnosis[] {
  const missing = EVENTS.filter(({ name }) => !events.includes(name))
  if (missing.length === 0) return [ok('the app hears of the events that it needs')]
  return missing.map(({ name, because }) =>
    wrong(`the app does not hear of ${name} (${because})`, `subscribe to it under Permissions & events: ${settingsUrl}/permissions`),
  )
}
