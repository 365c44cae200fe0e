import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One run of a whole process. */
export interface Run {
  /** From its start to its end, in milliseconds. */
  readonly wall: number
  /** Of user and system, in milliseconds: what a busy machine changes least. */
  readonly cpu: number
  /** Largest resident set, in MiB. */
  readonly memory: number
}

/** Runs a Node program to its end and throws where it could not be started or failed by itself. */
export function runProgram(program: readonly string[], workFolder: string): Run {
  const usageFile = join(workFolder, 'usage')
  const start = process.hrtime.bigint()
  const { status, error, stderr } = spawnSync(process.execPath, ['--import', USAGE_REPORTER, ...program], {
    env: { ...process.env, BENCH_USAGE_FILE: usageFile, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const wall = Number(process.hrtime.bigint() - start) / 1e6
  if (error || status === null || status > 1) throw new Error(`${program.join(' ')} ended with ${status}: ${stderr}`, { cause: error })
  return { wall, ...readUsage(usageFile) }
}

/** A module that has a process write down what it used, into the file that `BENCH_USAGE_FILE` names. */
export const USAGE_REPORTER = new URL('./report-usage.ts', import.meta.url).href

/** What that module wrote. */
export function readUsage(file: string): Pick<Run, 'cpu' | 'memory'> {
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(file, 'utf8'))
  return { cpu: (userCPUTime + systemCPUTime) / 1000, memory: maxRSS / 1024 }
}

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
