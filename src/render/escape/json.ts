/**
 * What JSON leaves as it is, though a terminal or a runner that reads the output would act on it: DEL and the second set
 * of control characters, bidirectional and zero-width marks, separators, and the `##[` of a runner's old commands.
 */
const LIVE = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]|##(?=\[)/g

/** A value as one line of JSON: reads back as the same value, and is inert where it is printed. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(LIVE, live =>
    live === '##' ? '#\\u0023' : `\\u${live.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
