import type { Config } from './config/config.ts'
import { makeImageMatcher } from './config/image-glob.ts'
import { makePathMatcher } from './config/path-glob.ts'
import { levelsOf } from './config/profile.ts'
import type { ReviewOptions } from './review.ts'

/** What a review must know of the configuration beyond what it says. */
export interface ConfigSource {
  /** Where it was read, or where it would be. */
  readonly path: string
  /** ISO date of today; the core has no clock. */
  readonly today: string
  /** Whether the author of the change may lower the verdict; not so on a fork's change. */
  readonly isChangeTrusted: boolean
}

/** What a configuration asks a review to do. */
export function reviewOptionsOf(config: Config, { path, today, isChangeTrusted }: ConfigSource): ReviewOptions {
  const { registries } = config
  return {
    severities: levelsOf(config),
    floatingTags: config.floatingTags,
    buildMarkers: config.placeholders,
    customResources: config.customResources,
    platforms: config.platforms,
    isPrePulled: makeImageMatcher(config.prePulled),
    isPermitted: registries.permitted.length === 0 ? () => true : makeImageMatcher(registries.permitted),
    isBuiltHere: makeImageMatcher(registries.builtHere),
    hasNodeCredentials: makeImageMatcher(registries.nodeCredentials),
    suppression: { entries: config.ignore, enforce: config.enforce, today, configPath: path, isChangeTrusted },
  }
}

/** Whether configuration wants a file looked at. */
export function isPathWanted({ paths }: Config): (path: string) => boolean {
  const isExcluded = makePathMatcher(paths.exclude)
  const isIncluded = paths.include.length === 0 ? () => true : makePathMatcher(paths.include)
  return path => isIncluded(path) && !isExcluded(path)
}
