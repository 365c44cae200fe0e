/** How many characters a line's hash looks at, from the line's first that is no blank, over as many lines as it takes. */
const WINDOW = 100

const BASE = 37n

/** What is hashed after the last character: a mark for the end, then nothing. */
const END_OF_FILE = '\uffff'

/**
 * The hashes by which GitHub recognises an alert when lines shift: `<hash>:<which of the lines with this hash>`, for a
 * 1-based line. `upload-sarif` computes the same from the work tree and warns of each result that comes with another:
 * https://github.com/github/codeql-action/blob/0225834c/src/fingerprints.ts
 */
export function hashLines(text: string): (line: number) => string {
  const { characters, starts } = withoutBlanks(text)
  const seen = new Map<string, number>()
  const nth = starts.map(start => {
    const window = characters.slice(start, start + WINDOW)
    const times = (seen.get(window) ?? 0) + 1
    seen.set(window, times)
    return times
  })
  return line => {
    const start = starts[line - 1]
    return start === undefined ? '' : `${hash(characters.slice(start, start + WINDOW))}:${nth[line - 1]}`
  }
}

/** The text without blanks and tabs and with one kind of line break, and where in it each line begins. */
function withoutBlanks(text: string): { readonly characters: string; readonly starts: readonly number[] } {
  const lines = text.split(/\r\n|\r|\n/)
  const starts: number[] = []
  const kept: string[] = []
  let length = 0
  for (const line of lines) {
    const bare = `${line.replace(/[ \t]+/g, '')}\n`
    starts.push(length)
    kept.push(bare)
    length += bare.length
  }
  return { characters: kept.join('').slice(0, -1) + END_OF_FILE, starts }
}

function hash(window: string): string {
  let value = 0n
  for (let index = 0; index < WINDOW; index++) {
    const code = index < window.length ? window.charCodeAt(index) : 0
    value = BigInt.asUintN(64, value * BASE + BigInt(code))
  }
  return value.toString(16)
}
