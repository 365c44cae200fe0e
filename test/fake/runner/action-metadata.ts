import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { memberOf } from '../github/json.ts'

/** What the runner needs of an `action.yml`. */
export interface ActionMetadata {
  readonly using: string
  readonly main: string
  /** Declared inputs and their defaults; `undefined` where there is none. */
  readonly inputs: ReadonlyMap<string, string | undefined>
  readonly outputs: readonly string[]
}

/** Reads the `action.yml` of an action's folder. */
export function readActionMetadata(folder: string): ActionMetadata {
  const text = readFileSync(join(folder, 'action.yml'), 'utf8')
  const metadata: unknown = parse(text)
  const runs = memberOf(metadata, 'runs')
  const inputs = Object.entries(memberOf(metadata, 'inputs') ?? {}).map(([name, input]) => {
    const value = memberOf(input, 'default')
    return [name, value === undefined || value === null ? undefined : String(value)] as const
  })
  const main = memberOf(runs, 'main')
  if (typeof main !== 'string') throw new Error(`${folder}/action.yml names no main program`)
  return {
    using: String(memberOf(runs, 'using')),
    main,
    inputs: new Map(inputs),
    outputs: Object.keys(memberOf(metadata, 'outputs') ?? {}),
  }
}
