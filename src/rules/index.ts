import { cachedPrivateImage } from './cached-private-image.ts'
import { changedPullPolicy } from './changed-pull-policy.ts'
import { committedPullSecret } from './committed-pull-secret.ts'
import { digestWithoutTag } from './digest-without-tag.ts'
import { dockerHubLimit } from './docker-hub-limit.ts'
import { droppedEvictionDefault } from './dropped-eviction-default.ts'
import { duplicateKey } from './duplicate-key.ts'
import { expiredIgnore } from './expired-ignore.ts'
import { floatingTag } from './floating-tag.ts'
import { imageGcOff } from './image-gc-off.ts'
import { invalidImage } from './invalid-image.ts'
import { invalidImageGc } from './invalid-image-gc.ts'
import { invalidPullConfig } from './invalid-pull-config.ts'
import { latestTag } from './latest-tag.ts'
import { mismatchedPullSecret } from './mismatched-pull-secret.ts'
import { missingImage } from './missing-image.ts'
import { missingPlatform } from './missing-platform.ts'
import { missingPullSecret } from './missing-pull-secret.ts'
import { movedTag } from './moved-tag.ts'
import { needlessAlways } from './needless-always.ts'
import { neverPull } from './never-pull.ts'
import { platformDigest } from './platform-digest.ts'
import type { Rule } from './rule.ts'
import { shadowedPullSecret } from './shadowed-pull-secret.ts'
import { staleDigest } from './stale-digest.ts'
import { staleLatest } from './stale-latest.ts'
import { stickyPullPolicy } from './sticky-pull-policy.ts'
import { unconfirmedImage } from './unconfirmed-image.ts'
import { unlistedRegistry } from './unlisted-registry.ts'
import { unpinnedImage } from './unpinned-image.ts'
import { unsupportedPullPolicy } from './unsupported-pull-policy.ts'
import { unusedIgnore } from './unused-ignore.ts'
import { wrongPullSecret } from './wrong-pull-secret.ts'

/** Every rule, in the order of the catalogue. */
export const RULES: readonly Rule[] = [
  unsupportedPullPolicy,
  invalidImage,
  latestTag,
  staleLatest,
  floatingTag,
  unpinnedImage,
  needlessAlways,
  neverPull,
  stickyPullPolicy,
  changedPullPolicy,
  staleDigest,
  digestWithoutTag,
  missingImage,
  unconfirmedImage,
  missingPlatform,
  movedTag,
  platformDigest,
  dockerHubLimit,
  wrongPullSecret,
  mismatchedPullSecret,
  missingPullSecret,
  shadowedPullSecret,
  committedPullSecret,
  cachedPrivateImage,
  unlistedRegistry,
  invalidImageGc,
  invalidPullConfig,
  imageGcOff,
  droppedEvictionDefault,
  duplicateKey,
  unusedIgnore,
  expiredIgnore,
]
