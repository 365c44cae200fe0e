import { formatPlatform } from './oci/platform.ts'
import type { Resolved } from './oci/resolution.ts'
import type { Pin } from './report/review.ts'
import type { RegistryAnswers } from './rules/rule.ts'

/** A registry may name a digest and then not have it, or have something else under it: such a pin would break what runs. */
export function whyDoubted({ digest }: Resolved, { contents }: RegistryAnswers): string | undefined {
  if (contents === undefined || !DISPROVES.has(contents.status) || contents.status === 'resolved') return undefined
  return `the registry names ${digest.slice(0, 19)}… for it, and then: ${contents.reason}`
}

const DISPROVES: ReadonlySet<string> = new Set(['tag-not-found', 'repo-not-found', 'bad-response'])

/** What a pin would name, as far as the registry said it. */
export function whatItNames(answer: Resolved, { contents }: RegistryAnswers): NonNullable<Pin['names']> {
  const platforms = contents?.status === 'resolved' && contents.digest === answer.digest ? contents.platforms : answer.platforms
  return { mediaType: answer.mediaType || null, platforms: platforms.map(formatPlatform) }
}
