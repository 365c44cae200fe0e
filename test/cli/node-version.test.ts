import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { OLDEST_NODE, whyNodeIsTooOld } from '../../cli/node-version.ts'

const ROOT = new URL('../../', import.meta.url)

describe('the Node that runs the command', () => {
  test.each(['18.20.0', '20.20.2', '21.7.0', '22.0.0', '22.19.9'])('%s is too old', version => {
    expect(whyNodeIsTooOld(version)).toMatch(
      new RegExp(`^pull-policy needs Node 22\\.20 or newer; this is v${version.replaceAll('.', '\\.')} \\(/`),
    )
  })

  test.each(['22.20.0', '22.21.1', '24.0.0', '100.0.0'])('%s will do', version => {
    expect(whyNodeIsTooOld(version)).toBeUndefined()
  })

  test('is the one that the package asks for', () => {
    const { engines } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))
    expect(engines.node).toBe(`>=${OLDEST_NODE}`)
  })

  test('an old one is told a sentence and no stack trace', () => {
    const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})`
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['--import', pretend, fileURLToPath(new URL('cli/index.ts', ROOT)), 'check'],
      {
        encoding: 'utf8',
      },
    )
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringMatching(/^pull-policy needs Node .* this is v20\.20\.2 [^\n]*\n$/)])
  })
})
