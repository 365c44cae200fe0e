/**
 * Node's network modules, each loaded when it is first needed. Most runs of the command ask no registry, and loading them
 * takes as long as an empty run of Node; an `import` of `node:http` would load all of `fetch` besides.
 */
export const nodeModules = {
  get http() {
    return process.getBuiltinModule('node:http')
  },
  get https() {
    return process.getBuiltinModule('node:https')
  },
  get tls() {
    return process.getBuiltinModule('node:tls')
  },
  get dns() {
    return process.getBuiltinModule('node:dns/promises')
  },
} as const
