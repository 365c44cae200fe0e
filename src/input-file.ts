import type { Skipped } from './report/review.ts'

/** One file as an edge hands it in: its bytes, or why there are none. */
export type InputFile =
  | { readonly kind: 'bytes'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unread'; readonly path: string; readonly reason: string; readonly skip: Skipped['kind'] }
