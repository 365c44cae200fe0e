import type { Finding } from '../../report/review.ts'

/** How text is set off in a terminal; every function gives its text back unchanged where colours are off. */
export type Palette = Readonly<Record<Finding['severity'] | 'strong' | 'faint', (text: string) => string>>

/** Select Graphic Rendition, ECMA-48 8.3.117: on, and off again without touching anything else that is set. */
function graphic(on: number, off: number): (text: string) => string {
  return text => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`)
}

const same = (text: string) => text

const PLAIN: Palette = { error: same, warning: same, info: same, strong: same, faint: same }

const COLOURED: Palette = {
  error: graphic(31, 39),
  warning: graphic(33, 39),
  info: graphic(36, 39),
  strong: graphic(1, 22),
  faint: graphic(2, 22),
}

/** The palette with colours or without. */
export function paletteOf(hasColor: boolean): Palette {
  return hasColor ? COLOURED : PLAIN
}
