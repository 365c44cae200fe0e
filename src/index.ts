/** The one door: all that the action, the app and the command may import. */
export type { ChangedFile } from './change.ts'
export { TOPICS } from './concepts/index.ts'
export type { Topic } from './concepts/topic.ts'
export { type Config, type ConfigOverrides, defaultConfig, mergeConfig } from './config/config.ts'
export { readConfig } from './config/config-file.ts'
export { readInputs as readConfigInputs } from './config/config-inputs.ts'
export { PROFILE_NAMES, PROFILES, type RuleLevel } from './config/profile.ts'
export {
  NO_OPERATOR_REGISTRIES,
  type OperatorRegistries,
  type RegistryEntry,
  readRegistriesFile,
  type SecretSource,
} from './config/registries-file.ts'
export { readChanges, readText } from './git/git-blobs.ts'
export { faultOf, type GitFolder, gitFolder, runGit, withSettings } from './git/git-process.ts'
export {
  type CommitId,
  findChanges,
  findMergeBase,
  findParents,
  hasRemote,
  isInTree,
  listTree,
  resolveCommit,
  SOURCES,
  type TreeChange,
} from './git/git-tree.ts'
export { isOfApp, isOfViewer } from './github/authorship.ts'
export { listChangedFiles } from './github/changed-files.ts'
export { keepCheckRun, type WantedCheckRun } from './github/check-run.ts'
export { CONFIGURATION_PATH, type FoundConfiguration, findConfiguration } from './github/configuration.ts'
export type { GitHubAccess, RepositoryName } from './github/github-api.ts'
export { readChangedFiles, readCommitFiles } from './github/read-files.ts'
export { listRepositoryFiles } from './github/repository-files.ts'
export { keepSuggestions } from './github/review-suggestions.ts'
export { keepComment } from './github/sticky-comment.ts'
export type { WriteRefusal } from './github/write.ts'
export type { GitHubWriteAccess, GitHubWriteApi, ListedCheckRun } from './github/write-api.ts'
export type { InputFile } from './input-file.ts'
export type { Digest } from './oci/digest.ts'
export { formatReference, type ImageReference, parseImageReference } from './oci/reference.ts'
export type { ImageContents, NotResolved, Resolution } from './oci/resolution.ts'
export type { PinnedFile } from './patch/file-pins.ts'
export {
  type CredentialSource,
  canonicalRegistry,
  findByPath,
  firstCredentialOf,
  fixedCredentials,
  NO_CREDENTIALS,
} from './registry/credentials.ts'
export { type DigestCache, MemoryDigestCache } from './registry/digest-cache.ts'
export type { DigestResolver } from './registry/digest-resolver.ts'
export { dockerCredentials } from './registry/docker-credentials.ts'
export { FileDigestCache } from './registry/file-digest-cache.ts'
export { parseFixedResolutions } from './registry/fixed-resolver.ts'
export { readProxySettings } from './registry/proxy.ts'
export { PUBLIC_REGISTRIES } from './registry/public-registries.ts'
export { RegistryClient } from './registry/registry-client.ts'
export { matchesRegistryPattern } from './registry/registry-pattern.ts'
export type { RegistrySettings } from './registry/registry-settings.ts'
export { type CheckOutput, renderCheckOutput } from './render/check-output.ts'
export { COMMENT_MARKER, commentMarker, hasAlarmed, renderComment } from './render/comment.ts'
export { type CommentDecision, decideComment } from './render/comment-decision.ts'
export { markdownSentence } from './render/escape/markdown.ts'
export { breakCommands } from './render/escape/runner-log.ts'
export { terminalMessage, terminalText } from './render/escape/terminal.ts'
export { fullReference } from './render/full-reference.ts'
export { type Annotation, RUNNER_LIMITS, renderAnnotations, renderWorkflowCommands } from './render/github.ts'
export { renderJson } from './render/json.ts'
export type { MarkdownContext } from './render/markdown/context.ts'
export { hashLines } from './render/sarif/line-hash.ts'
export { renderSarif } from './render/sarif.ts'
export { findUndecidedFiles, renderSuggestion } from './render/suggestion.ts'
export { renderSummary } from './render/summary.ts'
export { describePin, describeVersions } from './render/text/images.ts'
export { renderText } from './render/text.ts'
export { judge, renderFailure, renderVerdict } from './render/verdict.ts'
export type { PinnedLine, Review, ReviewedContainer } from './report/review.ts'
export { reviewAndPin, reviewChange, reviewFiles } from './review.ts'
export { DOCS_URL, RULE_TEXTS } from './rule-texts.ts'
export { RULES } from './rules/index.ts'
export type { Rule } from './rules/rule.ts'
export { isPathWanted, reviewOptionsOf } from './settings.ts'
export { FILE_SIZE_LIMIT, TOO_LARGE_REASON } from './source/file-size.ts'
export { type Hunks, isInHunks } from './source/hunks.ts'
export { TOOL, TOOL_PAGE } from './tool.ts'
export { UserError } from './user-error.ts'
export { VERSION } from './version.ts'
export type { TagLister } from './version-answers.ts'
