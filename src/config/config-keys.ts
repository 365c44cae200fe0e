import { type Config, type ConfigOverrides, DEFAULTS } from './config.ts'
import { customResource, ignoreEntry, pathSettings, registrySettings } from './config-groups.ts'
import type { Keys } from './key-group.ts'
import { PROFILE_NAMES, RULE_LEVELS, type RuleId } from './profile.ts'
import { imageGlob, marker, platform, tag } from './text-types.ts'
import { boolean, integer, listOf, mapOf, oneOf } from './value-type.ts'

/** What is read under each key, by the names that people write. */
export interface WrittenValues {
  readonly profile: Config['profile']
  readonly rules: Config['rules']
  readonly enforce: Config['enforce']
  readonly paths: NonNullable<ConfigOverrides['paths']>
  readonly platforms: Config['platforms']
  readonly registries: NonNullable<ConfigOverrides['registries']>
  readonly 'pre-pulled': Config['prePulled']
  readonly 'floating-tags': Config['floatingTags']
  readonly placeholders: Config['placeholders']
  readonly ignore: Config['ignore']
  readonly 'custom-resources': Config['customResources']
  readonly 'fail-on': Config['failOn']
  readonly 'fail-on-skipped': boolean
  readonly scope: Config['scope']
  readonly comment: Config['comment']
  readonly suggestions: number
  readonly check: boolean
  readonly 'pin-button': boolean
}

/** Every key of the configuration: what it holds, its default and what it means. Reading, the schema and the docs go by it. */
export function configKeys(ruleIds: readonly RuleId[]): Keys<WrittenValues> {
  const rule = oneOf(ruleIds)
  return {
    profile: {
      type: oneOf(PROFILE_NAMES),
      default: DEFAULTS.profile,
      doc: 'How much each rule weighs, before `rules`: as usual, for pinned deployments, for nodes that several teams share, or for nodes without the internet.',
    },
    rules: {
      type: mapOf(rule, oneOf(RULE_LEVELS)),
      default: DEFAULTS.rules,
      doc: 'How much single rules weigh, whatever the profile says.',
    },
    enforce: {
      type: listOf(rule),
      default: DEFAULTS.enforce,
      doc: 'Rules that neither a comment nor `ignore` silences.',
    },
    paths: {
      type: pathSettings,
      default: DEFAULTS.paths,
      doc: 'Which files are looked at. Patterns read as in a .gitignore.',
    },
    platforms: {
      type: listOf(platform),
      default: DEFAULTS.platforms,
      doc: 'Platforms that the nodes need of every image, beside those that a node selector names.',
    },
    registries: {
      type: registrySettings,
      doc: 'Which registries are asked and permitted, and what is known of them.',
    },
    'pre-pulled': {
      type: listOf(imageGlob),
      default: DEFAULTS.prePulled,
      doc: 'Images that every node holds before a Pod asks for them: `Never` is no fault there.',
    },
    'floating-tags': {
      type: listOf(tag),
      default: DEFAULTS.floatingTags,
      doc: 'Tags that name a channel and move with it. The list replaces the default one; case counts for nothing.',
    },
    placeholders: {
      type: listOf(marker),
      default: DEFAULTS.placeholders,
      doc: 'What stands for an image that a build fills in; `*` is any run of characters. The list replaces the default one.',
    },
    ignore: {
      type: listOf(ignoreEntry(ruleIds)),
      default: DEFAULTS.ignore,
      doc: 'Findings that are silenced: those that fit all that an entry says.',
    },
    'custom-resources': {
      type: listOf(customResource),
      default: DEFAULTS.customResources,
      doc: 'Where custom resources of your own keep a PodSpec or an image, beside the lists of containers that are found by their shape.',
    },
    'fail-on': {
      type: oneOf(['error', 'warning', 'info', 'never']),
      doc: 'The least severity that fails the check. `error` where nothing is written; the command `pin` never fails then.',
    },
    'fail-on-skipped': {
      type: boolean,
      default: DEFAULTS.failOnSkipped,
      doc: 'Whether a file that could not be read fails the check.',
    },
    scope: {
      type: oneOf(['changed-lines', 'changed-files', 'repository']),
      default: DEFAULTS.scope,
      doc: 'Which findings of a change are spoken of: new ones and those on lines that it touches, those in files that it touches, or all.',
    },
    comment: {
      type: oneOf(['changes', 'findings', 'off']),
      doc: 'When a pull request gets a comment: when images or policies change, only when there are findings, or never. Without a word the app writes `changes`, the Action `off`.',
    },
    suggestions: {
      type: integer(0, 10),
      doc: 'At most so many suggestions in a review. Without a word the app makes 10, the Action none.',
    },
    check: {
      type: boolean,
      doc: 'Whether a check run is written. Without a word the app writes one, the Action does not: its job is one already.',
    },
    'pin-button': {
      type: boolean,
      default: DEFAULTS.pinButton,
      doc: 'Whether the check run has a button that commits the pins. Only the app can offer it.',
    },
  }
}
