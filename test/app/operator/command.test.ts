import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { COMMANDS } from '../../../app/operator/commands.ts'
import { run } from '../../../app/operator/run.ts'
import { VERSION } from '../../../src/version.ts'
import { Console } from './console.ts'

async function call(...argv: readonly string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const io = new Console('/nowhere')
  const code = await run(argv, io)
  return { code, stdout: io.stdout, stderr: io.stderr }
}

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']]])('%j names every command', async argv => {
    const { code, stdout } = await call(...argv)
    expect(code).toBe(0)
    for (const { name, summary } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} .*  ${summary}$`, 'm'))
  })

  test.each(COMMANDS.map(({ name, options, summary }) => [name, options, summary] as const))('of %s', async (name, options, summary) => {
    for (const argv of [
      [name, '--help'],
      ['help', name],
    ]) {
      const { code, stdout } = await call(...argv)
      expect([code, stdout]).toEqual([0, expect.stringContaining(`${summary}.`)])
      for (const option of options) expect(stdout).toContain(`  --${option.name} `)
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThan(140)
    }
  })
})

test('--version', async () => {
  expect(await call('--version')).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' })
})

test.each([
  [['nonsense'], 'unexpected `nonsense`, expected one of init, start, doctor, simulate'],
  [['doctor', '--nonsense'], "Unknown option '--nonsense'"],
  [['simulate'], 'unexpected end, expected a pull request as OWNER/REPO#NUMBER'],
  [['simulate', 'a/b#1', 'more'], 'unexpected `more` after `simulate`'],
])('%j is refused', async (argv, message) => {
  const { code, stdout, stderr } = await call(...argv)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(message)
  expect(stderr).toContain('--help shows what it takes')
})

test('the program itself: start refuses without settings and says each of them', async () => {
  const program = join(import.meta.dirname, '../../../app/operator/index.ts')
  const refusal = promisify(execFile)(process.execPath, ['--no-warnings', program, 'start'], {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH },
  })
  await expect(refusal).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/APP_ID is not set[\s\S]*PRIVATE_KEY_PATH is not set[\s\S]*WEBHOOK_SECRET is not set/),
  })
})
