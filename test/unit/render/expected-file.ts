import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from '@jest/globals'

/**
 * Holds an output to a file that a person has read, byte for byte. `UPDATE_CASES=1` writes the file anew; where `CI` is set
 * nothing is ever written, so that a wrong output cannot pass by being recorded.
 */
export function expectFile(name: string, actual: string): void {
  const file = new URL(`expected/${name}`, import.meta.url)
  if (process.env.UPDATE_CASES === '1') {
    if (process.env.CI) throw new Error('UPDATE_CASES is refused where CI is set')
    writeFileSync(file, actual)
  }
  expect(actual).toBe(readFileSync(file, 'utf8'))
}
