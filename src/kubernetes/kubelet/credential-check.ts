import { CREDENTIAL_VERIFICATION_POLICIES, parseAllowlistPattern } from './credential-verification.ts'
import { check, type KubeletFault } from './fault.ts'
import type { KubeletSettings, Setting } from './settings.ts'

/** What the kubelet refuses of the fields that say whose credentials an image on the node is used with. KEP-2535. */
export function checkCredentialVerification(settings: KubeletSettings): readonly KubeletFault[] {
  const { imagePullCredentialsVerificationPolicy: policy, preloadedImagesVerificationAllowlist: allowlist, featureGates } = settings
  if (featureGates.value?.KubeletEnsureSecretPulledImages === false) {
    const gate = 'must not be set if KubeletEnsureSecretPulledImages feature gate is not enabled'
    return [
      ...check(Boolean(policy.value), `\`${policy.field}\` ${gate}`, [policy]),
      ...check(hasEntries(allowlist), `\`${allowlist.field}\` ${gate}`, [allowlist]),
    ]
  }
  const isUnknown = policy.value !== undefined && !CREDENTIAL_VERIFICATION_POLICIES.some(known => known === policy.value)
  const [last, ...others] = CREDENTIAL_VERIFICATION_POLICIES.map(known => `"${known}"`).reverse()
  const options = `${others.reverse().join(', ')} or ${last}`
  return [
    ...check(isUnknown, `option ${JSON.stringify(policy.value)} specified for ${policy.field}. Valid options are ${options}`, [policy]),
    ...checkAllowlist(allowlist, policy),
  ]
}

/** The kubelet misspells the policy's name here. */
const ALLOWLIST_ALONE = `can't set \`preloadedImagesVerificationAllowlist\` if \`imagePullCredentialsVertificationPolicy\` is not "NeverVerifyAllowlistedImages"`

/** It stops at the first pattern that it refuses. */
function checkAllowlist(allowlist: Setting<readonly string[]>, policy: Setting<string>): readonly KubeletFault[] {
  if (!allowlist.value || policy.value === undefined) return []
  if (policy.value !== 'NeverVerifyAllowlistedImages') return check(hasEntries(allowlist), ALLOWLIST_ALONE, [allowlist, policy])
  const [fault] = allowlist.value.map(parseAllowlistPattern).filter(pattern => pattern.kind === 'invalid-pattern')
  return check(fault !== undefined, `invalid image pattern in \`${allowlist.field}\`: ${fault?.reason}`, [allowlist])
}

function hasEntries({ value }: Setting<readonly string[]>): boolean {
  return value !== undefined && value.length > 0
}
