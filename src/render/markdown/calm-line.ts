import type { ReviewedContainer } from '../../report/review.ts'
import { containerName, workloadKey, workloadName } from '../container-name.ts'
import { codeSpan } from '../escape/markdown.ts'
import { count } from '../message.ts'
import { imageWords, versionBefore } from './cells.ts'
import type { WorkloadView } from './workloads.ts'

/** One line for a change that nothing is wrong with: `` ✅ `busybox` → `1.36` in `shop/web`; the effective policy stays `Always`. `` */
export function calmLine(workloads: readonly WorkloadView[]): string {
  const touched = workloads.flat().flatMap(({ container, standing }) => (standing === 'unchanged' ? [] : [container]))
  const [first, second] = touched
  if (!first) return '✅ No container of this change has another image or pull policy.'
  if (!second) return `✅ ${imageChange(first)} in ${codeSpan(workloadName(first))}; ${policyChange(first)}.`
  const changed = touched.filter(({ base, pullPolicy }) => base !== null && base.effective !== pullPolicy.effective)
  const policies = changed.length === 0 ? 'every effective policy stays what it was' : `the effective policy of ${named(changed)} changes`
  return `✅ ${count(touched.length, 'container')} changed in ${count(new Set(touched.map(workloadKey)).size, 'workload')}; ${policies}.`
}

function imageChange(container: ReviewedContainer): string {
  const { image, base } = container
  if (image === null) return codeSpan(containerName(container))
  const words = imageWords(image)
  if (base === null) return `${codeSpan(containerName(container))} is new, with ${codeSpan(image.value)},`
  if (base.image === null || base.image === image.value) return codeSpan(containerName(container))
  const before = versionBefore(base.image, words)
  const after = words.version === null ? 'no tag' : codeSpan(words.version)
  if (before === undefined) return `${codeSpan(base.image)} → ${codeSpan(image.value)}`
  return before === null ? `${codeSpan(words.name)} → ${after}` : `${codeSpan(words.name)} ${codeSpan(before)} → ${after}`
}

function policyChange({ base, pullPolicy: { effective } }: ReviewedContainer): string {
  if (effective === null) return 'its policy is not known here'
  if (base === null) return `its effective policy is \`${effective}\``
  return base.effective === effective
    ? `the effective policy stays \`${effective}\``
    : `the effective policy goes from ${base.effective === null ? 'none' : `\`${base.effective}\``} to \`${effective}\``
}

function named(containers: readonly ReviewedContainer[]): string {
  const names = containers
    .slice(0, MOST_NAMED)
    .map(container => codeSpan(containerName(container)))
    .join(', ')
  return containers.length > MOST_NAMED ? `${names} and ${containers.length - MOST_NAMED} more` : names
}

const MOST_NAMED = 5
