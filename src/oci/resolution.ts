import type { Digest } from './digest.ts'
import type { Platform } from './platform.ts'

/** What a registry said of one reference, or why it said nothing. One member per cause; they are never merged. */
export type Resolution = Resolved | NotResolved

/** The registry named a manifest for the reference. */
export interface Resolved {
  readonly status: 'resolved'
  /** Digest of the index where there is one, else of the single manifest. */
  readonly digest: Digest
  readonly mediaType: string
  /** Platforms that can run it; empty where the registry did not say or was not asked. Attestations are left out. */
  readonly platforms: readonly Platform[]
}

/** What a digest holds, once its manifest was read. */
export interface ImageContents extends Resolved {
  /** Each image of an index, attestations left out; empty for a single image. `platform` is null where the index does not say. */
  readonly members: readonly { readonly digest: Digest; readonly platform: Platform | null }[]
}

export interface NotResolved {
  readonly status:
    | 'tag-not-found'
    | 'repo-not-found'
    | 'not-found-or-private'
    | 'credentials-rejected'
    | 'forbidden'
    | 'rate-limited'
    | 'unavailable'
    | 'blocked-host'
    | 'bad-response'
    | 'not-asked'
  /** In words, for people; holds no secret. */
  readonly reason: string
}
