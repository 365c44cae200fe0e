import type { Config } from './config/config.ts'
import { makeImageMatcher } from './config/image-glob.ts'
import { makePathMatcher } from './config/path-glob.ts'
import { levelsOf } from './config/profile.ts'
import type { ImageReference } from './oci/reference.ts'
import type { ReviewOptions } from './review.ts'

/** What a review must know of the configuration beyond what it says. */
export interface ConfigSource {
  /** Where it was read, or where it would be. */
  readonly path: string
  /** ISO date of today; the core has no clock. */
  readonly today: string
  /** Whether the author of the change may lower the verdict; not so on a fork's change. */
  readonly isChangeTrusted: boolean
  /** Whose the repository is, where that is known: what lies below that name in a registry is taken for built by its owner. */
  readonly owner?: string | undefined
}

/** What a configuration asks a review to do. */
export function reviewOptionsOf(config: Config, { path, today, isChangeTrusted, owner }: ConfigSource): ReviewOptions {
  const { registries } = config
  const isListedAsBuilt = makeImageMatcher(registries.builtHere)
  return {
    severities: levelsOf(config),
    floatingTags: config.floatingTags,
    buildMarkers: config.placeholders,
    customResources: config.customResources,
    platforms: config.platforms,
    isPrePulled: makeImageMatcher(config.prePulled),
    isPermitted: registries.permitted.length === 0 ? () => true : makeImageMatcher(registries.permitted),
    isBuiltHere: image => isListedAsBuilt(image) || isBelowOwner(image, owner),
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

/** `ghcr.io/acme/shop/app` is in the own path of `acme`: names of accounts know no case, those in registries are in lower case. */
function isBelowOwner({ repository }: ImageReference, owner: string | undefined): boolean {
  return owner !== undefined && repository.startsWith(`${owner.toLowerCase()}/`)
}
