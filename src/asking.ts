import { type Answers, askRegistries, NO_ANSWERS } from './answers.ts'
import type { PlacedContainer } from './container-match.ts'
import type { ReviewOptions, Settings } from './review-options.ts'
import { NO_VERSIONS, nameVersions, type VersionAnswers } from './version-answers.ts'

/** What registries said of the images, and of the versions that `latest` is. */
export interface Asked {
  readonly answers: Answers
  readonly versions: VersionAnswers
}

/** Asks whom the options hand in; nobody where they hand in nobody. */
export async function ask(
  { resolver, tagLister }: ReviewOptions,
  containers: readonly PlacedContainer[],
  { settings: { isPermitted } }: Settings,
): Promise<Asked> {
  if (!resolver) return { answers: NO_ANSWERS, versions: NO_VERSIONS }
  const facts = containers.map(({ container }) => container.facts)
  const answers = await askRegistries(resolver, facts, { wantsContents: true, isPermitted })
  return { answers, versions: tagLister ? await nameVersions(resolver, tagLister, facts, answers) : NO_VERSIONS }
}
