import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe } from '@jest/globals'

const root = fileURLToPath(new URL('../../shared/', import.meta.url))

/** Whether the tables, manifests and changes that lie beside a full checkout are here. */
export const hasShared: boolean = existsSync(root)

/** The place of a file or folder of `shared/`, which lies beside the checkout where CI runs. */
export function sharedPath(path: string): string {
  return join(root, path)
}

/** A JSON table of `shared/`; `undefined` where it is not here. */
export function readSharedJson(path: string): unknown {
  return hasShared ? JSON.parse(readFileSync(sharedPath(path), 'utf8')) : undefined
}

/** A `describe` that runs where `shared/` is, and is listed as skipped elsewhere. */
export const describeWithShared: typeof describe.skip = hasShared ? describe : describe.skip
