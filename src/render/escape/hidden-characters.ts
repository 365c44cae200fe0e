/**
 * What a reader cannot see, or what moves what he sees: control characters (ESC among them), bidirectional marks,
 * zero-width and other ignorable characters, line and paragraph separators, lone surrogates. A variation selector counts
 * only where it follows no pictograph. https://www.unicode.org/reports/tr36/, https://www.unicode.org/reports/tr9/
 */
const HIDDEN =
  /(?<!\p{Extended_Pictographic})[\uFE0E\uFE0F]|[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]--[\uFE0E\uFE0F]]/gv

/** Most text is plain ASCII: it can be told fast. */
const PLAIN = /^[\x20-\x7e]*$/

/** What stands for a hidden character: one column wide, like most of what it replaces is not. */
export const REPLACEMENT = '\uFFFD'

/** Whether the text holds a character that cannot be seen; a tab or a line break is one. */
export function hasHiddenCharacters(text: string): boolean {
  return !PLAIN.test(text) && text.search(HIDDEN) >= 0
}

/** The text with every hidden character as `�`: what is left can be neither a command to a terminal nor a trick on a reader. */
export function revealHidden(text: string): string {
  return PLAIN.test(text) ? text : text.replace(HIDDEN, REPLACEMENT)
}
