/**
 * What JSON leaves as it is, though a terminal or a runner that reads the output would act on it: DEL and the second set
 * of control characters, bidirectional and zero-width marks, separators, and the `##[` of a runner's old commands.
 */
const LIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u202f]|##(?=\[)/gv

/** A value as one line of JSON: reads back as the same value, and is inert where it is printed. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(LIVE, live =>
    live === '##' ? '#\\u0023' : Array.from({ length: live.length }, (_, at) => unit(live, at)).join(''),
  )
}

function unit(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
}
