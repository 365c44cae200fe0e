/**
 * An image or policy that something else fills in before a cluster sees it.
 * `template`: what is filled in decides, so nothing can be said of the policy. `build-marker`: a build tool replaces the
 * whole image; as long as it stands there the API server's default is known, and it is no fault.
 */
export type Placeholder = 'template' | 'build-marker'

/** Build tools' markers: ko, and the ways in which people write "put your image here". Globs: `*` is any run of characters. */
export const BUILD_MARKERS: readonly string[] = ['ko://*', '<*>', '{*}', '*REPLACE_ME*', '*CHANGE_ME*', '*CHANGEME*']

/** What kind of placeholder a written image or policy is; undefined for an ordinary value. */
export function findPlaceholder(text: string, markers: readonly string[] = BUILD_MARKERS): Placeholder | undefined {
  if (text.includes('$') || text.includes('{{')) return 'template'
  return markers.some(marker => matchesGlob(marker, text)) ? 'build-marker' : undefined
}

/** Whether `*` in the pattern can be filled so that it reads like the text. Linear in the text for each star. */
export function matchesGlob(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return text === pattern
  if (!text.startsWith(head) || !text.endsWith(tail) || text.length < head.length + tail.length) return false
  let from = head.length
  for (const part of rest) {
    const found = text.indexOf(part, from)
    if (found < 0) return false
    from = found + part.length
  }
  return from <= text.length - tail.length
}
