import type { ReviewedResolution } from '../report/review.ts'
import { count } from './message.ts'

/** Media types by the names that people know them by. https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md */
export const MANIFEST_WORDS: ReadonlyMap<string | null, string> = new Map([
  ['application/vnd.oci.image.index.v1+json', 'OCI index'],
  ['application/vnd.oci.image.manifest.v1+json', 'OCI manifest'],
  ['application/vnd.docker.distribution.manifest.list.v2+json', 'Docker manifest list'],
  ['application/vnd.docker.distribution.manifest.v2+json', 'Docker manifest'],
])

/** What a digest names, with its platforms: `OCI index of 8 platforms: linux/amd64, linux/arm64/v8 and 6 more`; `''` where nothing is known. */
export function describeManifest({ mediaType, platforms }: Pick<ReviewedResolution, 'mediaType' | 'platforms'>): string {
  const kind = MANIFEST_WORDS.get(mediaType) ?? (mediaType === null ? '' : 'manifest')
  const [only, another] = platforms
  if (only === undefined) return kind
  if (another === undefined && !/index|list/.test(kind)) return `${kind || 'image'} for ${only}`
  const shown = platforms.length > MOST_NAMED ? platforms.toSorted(byCommonness).slice(0, FEW) : platforms
  const more = platforms.length - shown.length
  return `${kind || 'image'} of ${count(platforms.length, 'platform')}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** What most clusters run on, first. */
function byCommonness(a: string, b: string): number {
  return Number(COMMON.test(b)) - Number(COMMON.test(a))
}

const COMMON = /^linux\/(?:amd64|arm64)\b/
const MOST_NAMED = 4
const FEW = 2
