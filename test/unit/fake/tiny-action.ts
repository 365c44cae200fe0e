import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What the toolkit is imported by, in a folder that has no packages of its own. */
export const TOOLKIT = new URL('../../../node_modules/@actions/core/lib/core.js', import.meta.url).href

const METADATA = `name: Tiny
description: for a test
inputs:
  token: { default: '\${{ github.token }}', description: t }
  fail-on: { default: error, description: f }
  with space: { description: s }
outputs:
  verdict: { description: v }
runs: { using: node24, main: dist/action/index.js }
`

/** Writes an action of one script, laid out as a published one is, and answers with its folder. */
export function tinyAction(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-action-'))
  const main = join(folder, 'dist/action/index.js')
  mkdirSync(dirname(main), { recursive: true })
  writeFileSync(join(folder, 'action.yml'), METADATA)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(main, script)
  return folder
}
