/** A label of RFC 1123, or several with dots between: Kubernetes' names. No shell reads anything into one. */
const DNS_1123 = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/

/** Kubernetes' own limit for a name. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const LONGEST_NAME = 253

/** A path without a character that a shell, or an option parser, reads anything into. */
const PLAIN_PATH = /^[A-Za-z0-9._][A-Za-z0-9._/-]*$/

/** A name for a printed command; the placeholder, in capitals, for what is no DNS-1123 name. */
export function shellName(text: string | null, placeholder: string): string {
  return text !== null && text.length <= LONGEST_NAME && DNS_1123.test(text) ? text : placeholder
}

/** A path for a printed command; the placeholder for one that would need quotes. */
export function shellPath(text: string, placeholder: string): string {
  return PLAIN_PATH.test(text) ? text : placeholder
}
