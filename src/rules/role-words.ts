import type { ContainerRole } from '../kubernetes/container.ts'

/**
 * A text that was written with containers in mind, for the place that it is said of: an image volume has no
 * `imagePullPolicy`, its key is `pullPolicy`. https://kubernetes.io/docs/concepts/storage/volumes/#image
 */
export function inWordsOf(role: ContainerRole | undefined, text: string): string {
  return role === 'imageVolume' ? text.replaceAll('`imagePullPolicy', '`pullPolicy') : text
}

/** What waits where an image cannot be pulled: without a volume no container of the Pod starts. */
export function whatWaits(role: ContainerRole): string {
  return role === 'imageVolume' ? 'the Pod' : 'the container'
}
