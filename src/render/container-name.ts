import type { ReviewedContainer } from '../report/review.ts'

/** `app`; where no name is written, the list and index: `containers[0]`. */
export function containerName({ name, path }: ReviewedContainer): string {
  return name ?? path.slice(path.lastIndexOf('.') + 1)
}

/** What to write behind the name of anything that is no ordinary container; `''` for one. */
export const ROLE_NOTE: Readonly<Record<ReviewedContainer['role'], string>> = {
  container: '',
  initContainer: 'init',
  ephemeralContainer: 'ephemeral',
  imageVolume: 'image volume',
}

/** The key under which a container's policy is written. */
export const POLICY_KEY: Readonly<Record<ReviewedContainer['role'], string>> = {
  container: 'imagePullPolicy',
  initContainer: 'imagePullPolicy',
  ephemeralContainer: 'imagePullPolicy',
  imageVolume: 'pullPolicy',
}

/** The object, as people write it: `shop/web`, or `web` where no namespace is written. */
export function workloadName({ namespace, workload }: ReviewedContainer): string {
  return `${namespace === null ? '' : `${namespace}/`}${workload ?? '(no name)'}`
}

/** Tells the workloads of a review apart: one object of one document, or one item of a List in it. */
export function workloadKey({ file, document, path }: ReviewedContainer): string {
  return [file, document, ITEM_OF_LIST.exec(path)?.[0]].join('\0')
}

const ITEM_OF_LIST = /^(?:items\[\d+\]\.)*/
