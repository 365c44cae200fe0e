import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isObject } from './classify.ts'
import { type CachedFact, type DigestCache, isFresh, parseCachedFact } from './digest-cache.ts'
import { isSystemError } from './system-error.ts'

const VERSION = 1
const MOST_BYTES = 16 * 1024 * 1024
const MOST_FACTS = 20_000
const LONGEST_KEY = 1000

/**
 * A cache in one file of JSON lines, for whoever asks for it. What is read was perhaps written by a stranger (a build's cache can be), so every
 * line is checked and what does not fit is left out; what is written replaces the file in one step, readable by its owner only.
 */
export class FileDigestCache implements DigestCache {
  readonly #path: string
  readonly #facts: Map<string, CachedFact>

  private constructor(path: string, facts: Map<string, CachedFact>) {
    this.#path = path
    this.#facts = facts
  }

  /** The cache of a file; empty where there is none yet, or none that can be read. */
  static async open(path: string): Promise<FileDigestCache> {
    return new FileDigestCache(path, parseFacts(await readIfSmall(path)))
  }

  async read(key: string): Promise<CachedFact | undefined> {
    return this.#facts.get(key)
  }

  async write(key: string, fact: CachedFact): Promise<void> {
    this.#facts.delete(key)
    this.#facts.set(key, fact)
  }

  /** Writes what is still fresh, the newest first to stay. Throws what the file system throws: a folder that cannot be written is the user's to mend. */
  async save(now: number): Promise<void> {
    const kept = [...this.#facts].filter(([key, fact]) => key.length <= LONGEST_KEY && isFresh(fact, now)).slice(-MOST_FACTS)
    const lines = kept.map(([key, fact]) => `${JSON.stringify({ v: VERSION, k: key, ...fact })}\n`)
    const temporary = `${this.#path}.${randomUUID()}`
    await mkdir(dirname(this.#path), { recursive: true })
    const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
    try {
      await file.writeFile(lines.join(''))
      await file.close()
      await rename(temporary, this.#path)
    } catch (error) {
      await file.close()
      await rm(temporary, { force: true })
      throw error
    }
  }
}

async function readIfSmall(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    return size <= MOST_BYTES ? await readFile(path, 'utf8') : ''
  } catch (error) {
    if (isSystemError(error)) return ''
    throw error
  }
}

function parseFacts(text: string): Map<string, CachedFact> {
  const facts = new Map<string, CachedFact>()
  for (const line of text.split('\n', MOST_FACTS)) {
    const value = parseLine(line)
    const fact = parseCachedFact(value)
    if (fact !== undefined && isObject(value) && value.v === VERSION && typeof value.k === 'string') facts.set(value.k, fact)
  }
  return facts
}

function parseLine(line: string): unknown {
  try {
    return line === '' ? undefined : JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
