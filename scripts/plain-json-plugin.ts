import type { Plugin } from 'esbuild'

/**
 * `json-with-bigint`, by which Octokit reads what GitHub answers, shows every value of an answer to a function of its own, in
 * case one is a number beyond 2^53. No identifier of GitHub's comes near that, and answers hold megabytes of files' texts.
 */
const PLAIN = 'export const JSONParse = text => JSON.parse(text)\nexport const JSONStringify = value => JSON.stringify(value)\n'

/** Puts JavaScript's own JSON in its place. */
export const plainJsonPlugin: Plugin = {
  name: 'plain-json',
  setup(build) {
    build.onResolve({ filter: /^json-with-bigint$/ }, () => ({ path: 'json', namespace: 'plain-json' }))
    build.onLoad({ filter: /.*/, namespace: 'plain-json' }, () => ({ contents: PLAIN }))
  },
}
