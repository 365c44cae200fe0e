import type { Platform } from '../oci/platform.ts'
import type { RegistryAnswers } from './rule.ts'

/**
 * Where that runs which a kubelet would pull; empty where that is not known. What lies under the tag tells it only where the tag names the
 * written digest, or an index that it is a part of.
 */
export function pulledPlatforms(answers: RegistryAnswers | undefined): readonly Platform[] {
  if (answers?.named.status !== 'resolved') return []
  const { named, contents, ownContents } = answers
  if (contents?.status !== 'resolved') return named.platforms
  if (contents.digest === named.digest) return contents.platforms
  const member = contents.members.find(({ digest }) => digest === named.digest)
  if (member !== undefined) return member.platform === null ? [] : [member.platform]
  return ownContents?.status === 'resolved' ? ownContents.platforms : named.platforms
}
