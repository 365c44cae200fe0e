import type { ReadingSettings } from './file-facts.ts'
import type { Checks, Severities } from './findings.ts'
import { BUILD_MARKERS } from './kubernetes/placeholder.ts'
import type { DigestResolver } from './registry/digest-resolver.ts'
import { FLOATING_TAGS } from './rules/floating-tag.ts'
import { RULES } from './rules/index.ts'
import type { RuleSettings } from './rules/rule.ts'
import type { SuppressionOptions } from './suppress.ts'
import type { TagLister } from './version-answers.ts'

/** What a review is asked to do; what is left out is as in the default profile. */
export interface ReviewOptions extends Partial<Omit<ReadingSettings, 'keepsTexts'>>, Partial<RuleSettings> {
  /** Severities that differ from the rules' own. */
  readonly severities?: Severities
  /** Whether the files are all that the repository has, so that what is not found is not there. */
  readonly isWholeRepository?: boolean
  readonly suppression?: SuppressionOptions
  /** Asks what images name now; nothing is asked where it is left out. */
  readonly resolver?: DigestResolver
  /** Lists tags, so that `latest` can be told by its version; that is not asked where it is left out. */
  readonly tagLister?: TagLister
  /** Whether pins replace digests that are there. */
  readonly isUpdatingPins?: boolean
}

/** The same with nothing left open. */
export interface Settings extends ReadingSettings, Checks {
  readonly isWholeRepository: boolean
}

/** What holds where the caller says nothing. */
export function settingsOf(options: ReviewOptions): Settings {
  return {
    buildMarkers: options.buildMarkers ?? BUILD_MARKERS,
    customResources: options.customResources ?? [],
    keepsTexts: options.resolver !== undefined,
    isWholeRepository: options.isWholeRepository ?? false,
    rules: RULES,
    severities: options.severities ?? {},
    settings: {
      floatingTags: options.floatingTags ?? FLOATING_TAGS,
      isPrePulled: options.isPrePulled ?? (() => false),
      isPermitted: options.isPermitted ?? (() => true),
      isBuiltHere: options.isBuiltHere ?? (() => false),
      hasNodeCredentials: options.hasNodeCredentials ?? (() => false),
      platforms: options.platforms ?? [],
    },
  }
}

/** Nothing is silenced. */
export const NO_SUPPRESSION: SuppressionOptions = {
  entries: [],
  enforce: ['committed-pull-secret'],
  today: '',
  configPath: '',
  isChangeTrusted: true,
}
