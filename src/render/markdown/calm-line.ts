import type { Review, ReviewedContainer } from '../../report/review.ts'
import { containerName, workloadKey, workloadName } from '../container-name.ts'
import { codeSpan } from '../escape/markdown.ts'
import { count } from '../message.ts'
import { imageWords, versionBefore, writingChange } from './cells.ts'
import type { WorkloadView } from './workloads.ts'

/** One line for a change that nothing is wrong with: `` ✅ `busybox` → `1.36` in `shop/web`; the effective policy stays `Always`. `` */
export function calmLine(workloads: readonly WorkloadView[], { changedAccounts }: Pick<Review, 'changedAccounts'>): string {
  const touched = workloads.flat().flatMap(({ container, standing }) => (standing === 'unchanged' ? [] : [container]))
  const [first, second] = touched
  if (!first && changedAccounts.length > 0)
    return `✅ ${accountsOf(changedAccounts)}; no container of this change has another image or pull policy.`
  if (!first) return '✅ No container of this change has another image or pull policy.'
  if (!second) return `✅ ${imageChange(first)} in ${codeSpan(workloadName(first))}; ${policyChange(first)}.`
  const secrets = touched.some(({ hasOtherPullSecrets }) => hasOtherPullSecrets) ? '; pull secrets change' : ''
  const news = touched.filter(({ base }) => base === null).length
  const where = count(new Set(touched.map(workloadKey)).size, 'workload')
  if (news === touched.length) return `✅ ${touched.length} new containers in ${where}; nothing is wrong with their images and policies.`
  return `✅ ${count(touched.length, 'container')} ${news > 0 ? 'changed or new' : 'changed'} in ${where}; ${policiesOf(touched)}${secrets}.`
}

function accountsOf(accounts: Review['changedAccounts']): string {
  const names = accounts
    .slice(0, MOST_NAMED)
    .map(({ name }) => codeSpan(name))
    .join(', ')
  const more = accounts.length > MOST_NAMED ? ` and ${accounts.length - MOST_NAMED} more` : ''
  return accounts.length === 1
    ? `Other pull secrets for the Pods of ServiceAccount ${names}`
    : `Other pull secrets for the Pods of ServiceAccounts ${names}${more}`
}

/** As `` the effective policy of `web` goes from `Always` to `IfNotPresent` ``, where all that change do the same. */
function policiesOf(touched: readonly ReviewedContainer[]): string {
  const changed = touched.filter(({ base, pullPolicy }) => base !== null && base.effective !== pullPolicy.effective)
  if (changed.length === 0) return 'every effective policy stays what it was'
  const ways = new Set(changed.map(wayOf))
  const [way] = ways
  return `the effective policy of ${named(changed)} ${ways.size === 1 && way !== undefined ? way : 'changes'}`
}

function wayOf({ base, pullPolicy: { effective } }: ReviewedContainer): string {
  return `goes from ${base?.effective ? `\`${base.effective}\`` : 'none'} to ${effective === null ? 'one that is not known here' : `\`${effective}\``}`
}

function imageChange(container: ReviewedContainer): string {
  const { image, base } = container
  if (image === null) return codeSpan(containerName(container))
  const words = imageWords(image)
  if (base === null) return `${codeSpan(containerName(container))} is new, with ${codeSpan(image.value)},`
  if (base.image === null || base.image === image.value)
    return `${container.hasOtherPullSecrets ? 'Other pull secrets for ' : ''}${codeSpan(containerName(container))}`
  const before = versionBefore(base.image, words)
  const after = words.version === null ? 'no tag' : codeSpan(words.version)
  if (before === undefined) return `${codeSpan(base.image)} → ${codeSpan(image.value)}`
  return before === null ? `${codeSpan(words.name)} → ${after}` : `${codeSpan(words.name)} ${codeSpan(before)} → ${after}`
}

function policyChange(container: ReviewedContainer): string {
  const { base, pullPolicy } = container
  const { effective } = pullPolicy
  if (effective === null) return 'its policy is not known here'
  if (base === null) return `its effective policy is \`${effective}\``
  if (base.effective !== effective) return `the effective policy ${wayOf(container)}`
  return `the effective policy stays \`${effective}\`${writingChange(container, ', which is ')}`
}

function named(containers: readonly ReviewedContainer[]): string {
  const names = [...new Set(containers.map(container => codeSpan(containerName(container))))]
  const shown = names.slice(0, MOST_NAMED).join(', ')
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown
}

const MOST_NAMED = 5
