import { type Place, PlaceFinder } from '../source/place.ts'
import type { Range } from '../source/range.ts'
import { UserError, type UserErrorCode } from '../user-error.ts'
import { isMergeKey, keyText } from '../yaml/lookup.ts'
import type { YamlEntry, YamlMapping, YamlNode } from '../yaml/node.ts'
import { quote } from './wording.ts'

/** Collects what is wrong with one text, so that its author reads all of it at once. */
export class Problems {
  readonly #places: PlaceFinder
  readonly #name: (place: Place) => string
  readonly #found: Problem[] = []

  /** `name` says where a place is, before the colon of a message. */
  constructor(text: string, name: (place: Place) => string) {
    this.#places = new PlaceFinder(text)
    this.#name = name
  }

  /** `unexpected x, expected y; did you mean z?` at the node, as it is written there. What was meant is looked for only where it is told. */
  unexpected({ range }: YamlNode, what: string, expected: string, findMeant?: () => string | undefined): void {
    this.#found.push({ range, message: () => `unexpected ${what}, expected ${expected}${didYouMean(findMeant?.())}` })
  }

  report({ range }: { readonly range: Range }, message: string): void {
    this.#found.push({ range, message: () => message })
  }

  placeOf(range: Range): Place {
    return this.#places.placeOf(range)
  }

  /** A map's entries; a key that was written before, and a merge, are reported and left out. */
  withoutDuplicates(mapping: YamlMapping): readonly YamlEntry[] {
    const lines = new Map<string, number>()
    return mapping.entries.filter(({ key }) => {
      const name = keyText(key)
      if (name === undefined || isMergeKey(key)) {
        this.report(key, 'unexpected merge or nested key, expected a plain one')
        return false
      }
      const before = lines.get(name)
      if (before !== undefined) this.report(key, `unexpected second ${quote(name)}, expected it once: it stands in line ${before} already`)
      lines.set(name, before ?? this.placeOf(key.range).line)
      return before === undefined
    })
  }

  /** A line for each, in the order of the text; of very many the first, and how many more there are. */
  lines(): readonly string[] {
    const inOrder = this.#found.toSorted((one, other) => one.range.start - other.range.start)
    const told = inOrder.slice(0, MOST_LINES).map(({ range, message }) => `${this.#name(this.placeOf(range))}: ${message()}`)
    return inOrder.length > MOST_LINES ? [...told, `and ${inOrder.length - MOST_LINES} more`] : told
  }
}

interface Problem {
  readonly range: Range
  readonly message: () => string
}

/** Whoever reads twenty mistakes mends them before the next. */
const MOST_LINES = 20

function didYouMean(meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`
}

/** Throws what was found as one mistake of the user, if anything was. */
export function throwProblems(code: UserErrorCode, lines: readonly string[]): void {
  if (lines.length > 0) throw new UserError(code, lines.join('\n'))
}
