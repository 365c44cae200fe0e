/**
 * Whether a list entry of the settings covers a repository. An entry is `host[:port][/path]`: `ghcr.io`, `ghcr.io/our-team`,
 * `*-docker.pkg.dev`; `*` stands for any run of characters within one label of the host or one segment of the path, and `*` alone for every
 * host. A path covers what lies below it, by whole segments: `ghcr.io/our` does not cover `ghcr.io/our-team`.
 */
export function matchesRegistryPattern(pattern: string, registry: string, repository: string): boolean {
  if (pattern === '*') return true
  const [host = '', ...path] = pattern.split('/')
  const hosts = [host.toLowerCase().split('.'), registry.toLowerCase().split('.')] as const
  return (
    hosts[0].length === hosts[1].length &&
    startsWithAll(hosts[1], hosts[0]) &&
    startsWithAll(repository.split('/'), path.filter(isNotEmpty))
  )
}

function startsWithAll(parts: readonly string[], patterns: readonly string[]): boolean {
  return patterns.every((pattern, index) => matchesPart(pattern, parts[index]))
}

function isNotEmpty(segment: string): boolean {
  return segment !== ''
}

/** Takes every piece between two `*` at its first place, which is enough: pieces cannot overlap, and nothing is tried twice. */
function matchesPart(pattern: string, part: string | undefined): boolean {
  if (part === undefined) return false
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return pattern === part
  if (!part.startsWith(first) || !part.endsWith(last) || part.length < first.length + last.length) return false
  let at = first.length
  for (const piece of rest) {
    const found = part.indexOf(piece, at)
    if (found === -1 || found + piece.length > part.length - last.length) return false
    at = found + piece.length
  }
  return true
}
