import { hasHiddenCharacters, revealHidden } from './hidden-characters.ts'
import { breakOldCommands } from './runner-log.ts'

/** How much of one value is printed; nobody reads more, and a manifest may hold a megabyte. In UTF-16 units. */
const LONGEST = 300

/** Text from a file, on one line, for a terminal or a log: nothing in it moves the cursor, colours, hides or commands. */
export function terminalText(text: string): string {
  return breakOldCommands(revealHidden(clip(text, LONGEST).replace(LINE_BREAK, ' ⏎ ').replaceAll('\t', ' ')))
}

/** Message of a finding: of our own making, with values of a file in it. */
export function terminalMessage(text: string): string {
  return breakOldCommands(
    revealHidden(
      clip(text, 4 * LONGEST)
        .replace(LINE_BREAK, ' ')
        .replaceAll('\t', ' '),
    ),
  )
}

const LINE_BREAK = /\r\n?|[\n\u2028\u2029]/g

/** The text, cut where it is longer, with an ellipsis; never through the middle of a character. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 2)) ? length - 2 : length - 1
  return `${text.slice(0, end)}…`
}

/** East Asian wide and fullwidth characters and pictographs shown as such: two columns. https://www.unicode.org/reports/tr11/ */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u

/** Marks that are drawn over the character before them: no column of their own. */
const COMBINING = /[\p{Mn}\p{Me}]/u

/** How many columns of a terminal one character takes, after {@link terminalText}. */
export function columnsOf(character: string): 0 | 1 | 2 {
  if (character <= '\u02ff') return 1
  if (COMBINING.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** How many columns of a terminal a text takes. */
export function textWidth(text: string): number {
  if (!hasHiddenCharacters(text) && /^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) width += columnsOf(character)
  return width
}

/** The text with blanks behind it, up to the given number of columns. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)))
}
