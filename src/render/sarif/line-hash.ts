/** How many characters a line's hash looks at, from the line's first that is no blank, over as many lines as it takes. */
const WINDOW = 100

const BASE = 37

/** What is hashed after the last character: a mark for the end, then nothing. */
const END_OF_FILE = 0xffff

/**
 * The hashes by which GitHub recognises an alert when lines shift: `<hash>:<which of the lines with this hash>`, for a
 * 1-based line. `upload-sarif` computes the same from the work tree and warns of each result that comes with another:
 * https://github.com/github/codeql-action/blob/0225834c/src/fingerprints.ts
 */
export function hashLines(text: string): (line: number) => string {
  const bare = text.replace(/\r\n?/g, '\n').replace(/[ \t]+/g, '')
  const starts = lineStarts(bare)
  const seen = new Map<string, number>()
  const nth = starts.map(start => {
    const window = windowAt(bare, start)
    const times = (seen.get(window) ?? 0) + 1
    seen.set(window, times)
    return times
  })
  return line => {
    const start = starts[line - 1]
    return start === undefined ? '' : `${hash(windowAt(bare, start))}:${nth[line - 1]}`
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function windowAt(text: string, start: number): string {
  const window = text.slice(start, start + WINDOW)
  return window.length < WINDOW ? window + String.fromCharCode(END_OF_FILE) : window
}

/** Modulo 2^64, in two halves: a number holds each with what is carried over. */
function hash(window: string): string {
  let [high, low] = [0, 0]
  for (let index = 0; index < WINDOW; index++) {
    const next = low * BASE + (index < window.length ? window.charCodeAt(index) : 0)
    low = next >>> 0
    high = (high * BASE + Math.floor(next / 2 ** 32)) >>> 0
  }
  return high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0')
}
