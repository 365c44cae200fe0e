import { findGlobFault, type Glob, matchesGlob, parseGlob } from './glob.ts'

/**
 * Why the text is no pattern for paths, as `unexpected ..., expected ...`; undefined where it is one. Patterns read as in
 * a `.gitignore`: without a slash (but for one at the end) they match at any depth, with one they start at the
 * repository's root; what matches a folder covers all that lies in it; a slash at the end matches folders only.
 */
export function findPathGlobFault(text: string): string | undefined {
  if (/^\.\.?(?:\/|$)/.test(text))
    return `unexpected \`${text.slice(0, 12)}\`, expected a path that starts at the repository's root, without \`.\` or \`..\``
  if (/^\/+$|\/\//.test(text)) return 'unexpected `/`, expected a name between slashes'
  return findGlobFault(text)
}

/** Whether a path (relative, with slashes) is covered by any of some patterns. */
export type PathMatcher = (path: string) => boolean

/** Reads patterns once for many paths. */
export function makePathMatcher(patterns: readonly string[]): PathMatcher {
  const globs = patterns.map(parsePathGlob)
  return path => globs.some(({ glob, isFolder }) => matchesGlob(glob, path, isFolder ? 'before-slash' : 'at-segment'))
}

interface PathGlob {
  readonly glob: Glob
  readonly isFolder: boolean
}

function parsePathGlob(pattern: string): PathGlob {
  const isFolder = pattern.endsWith('/')
  const body = isFolder ? pattern.slice(0, -1) : pattern
  const isRooted = body.includes('/')
  return { glob: parseGlob(isRooted ? body.replace(/^\//, '') : `**/${body}`), isFolder }
}
