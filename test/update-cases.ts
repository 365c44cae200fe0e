import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect } from '@jest/globals'

/**
 * Holds a text to a file that a person has read, byte for byte. `UPDATE_CASES=1` writes the file anew; where `CI` is set
 * that is refused, so that a wrong output cannot pass by being recorded.
 */
export function expectFileToHold(path: string, actual: string): void {
  if (isUpdating()) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, actual)
  }
  if (!existsSync(path)) throw new Error(`${path} is missing; UPDATE_CASES=1 npm test writes it, and a person reads it`)
  expect(actual).toBe(readFileSync(path, 'utf8'))
}

/** Whether expectations are to be written anew. */
export function isUpdating(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  if (environment.UPDATE_CASES !== '1') return false
  if (environment.CI) throw new Error('UPDATE_CASES=1 is refused where CI is set: expectations are written and read by people')
  return true
}
