import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One run of a whole process. */
export interface Run {
  /** From its start to its end, in milliseconds. */
  readonly wall: number
  /** Largest resident set, in MiB. */
  readonly memory: number
}

/** Runs a Node program to its end and throws where it could not be started or failed by itself. */
export function runProgram(program: readonly string[], workFolder: string): Run {
  const memoryFile = join(workFolder, 'memory')
  const start = process.hrtime.bigint()
  const { status, error, stderr } = spawnSync(process.execPath, ['--import', MEMORY_REPORTER, ...program], {
    env: { ...process.env, BENCH_MEMORY_FILE: memoryFile, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const wall = Number(process.hrtime.bigint() - start) / 1e6
  if (error || status === null || status > 1) throw new Error(`${program.join(' ')} ended with ${status}: ${stderr}`, { cause: error })
  return { wall, memory: Number(readFileSync(memoryFile, 'utf8')) / 1024 }
}

const MEMORY_REPORTER = new URL('./report-memory.ts', import.meta.url).href

/** Runs several programs in turn, so that a machine that slows down does so for all; the first round is a warm-up. */
export function runInTurn(
  programs: Readonly<Record<string, readonly string[]>>,
  rounds: number,
  workFolder: string,
): Readonly<Record<string, readonly Run[]>> {
  const runs: Record<string, Run[]> = Object.fromEntries(Object.keys(programs).map(name => [name, []]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, program] of Object.entries(programs)) {
      const run = runProgram(program, workFolder)
      if (round > 0) runs[name]?.push(run)
    }
  }
  return runs
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
