import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { build } from 'esbuild'

/** What a module and all it needs weigh once bundled and minified, in bytes. */
async function weigh(module: string): Promise<number> {
  const entry = fileURLToPath(new URL(`../../../src/registry/${module}`, import.meta.url))
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', minify: true, write: false })
  return outputFiles.reduce((sum, { contents }) => sum + contents.length, 0)
}

test('the client costs a bundle less than 40 kB, and no package', async () => {
  expect(await weigh('registry-client.ts')).toBeLessThan(40_000)
})
