import type { Plugin } from 'esbuild'

/**
 * `undici` as the Action's packages use it: `@actions/github` sends with its `fetch`, `@actions/http-client` reaches a proxy by its
 * `ProxyAgent`, which connects by a method that the front door adds. That door also loads web sockets, caches, mocks and event
 * sources, a third of its size.
 */
const USED = [
  `import Dispatcher from 'undici/lib/dispatcher/dispatcher.js'`,
  `import connect from 'undici/lib/api/api-connect.js'`,
  `Dispatcher.prototype.connect = connect`,
  `export { fetch } from 'undici/lib/web/fetch/index.js'`,
  `export { default as ProxyAgent } from 'undici/lib/dispatcher/proxy-agent.js'`,
]

/** Puts that in the place of `import ... from 'undici'`. An ES module that asks for another name stops the build. */
export function undiciPlugin(root: string): Plugin {
  return {
    name: 'undici',
    setup(build) {
      build.onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'used-of-undici' }))
      build.onLoad({ filter: /.*/, namespace: 'used-of-undici' }, () => ({ contents: USED.join('\n'), resolveDir: root }))
    },
  }
}
