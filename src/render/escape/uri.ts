/**
 * A path as an address, or as part of one: each segment percent-encoded, `/` kept. No segment can be read as a scheme, since
 * a colon is encoded too. Lone surrogates, which have no UTF-8, become `%EF%BF%BD`.
 */
export function encodePath(path: string): string {
  return path.split('/').map(encodeSegment).join('/')
}

/** What encodeURIComponent leaves but Markdown would read inside a link's address is encoded too: `()'!*`. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Address of a file at a commit, and of lines in it. */
export function blobUrl(repositoryUrl: string, sha: string, path: string, line?: number): string {
  return `${repositoryUrl}/blob/${encodeSegment(sha)}/${encodePath(path)}${line === undefined ? '' : `#L${line}`}`
}
