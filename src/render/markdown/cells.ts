import type { ReviewedContainer, ReviewedImage } from '../../report/review.ts'
import { codeSpan, markdownSentence } from '../escape/markdown.ts'
import { shortDigest, shortImage } from '../short-image.ts'

/** An image in two parts, as people talk of it: what it is, and which. */
export interface ImageWords {
  readonly name: string
  /** `1.36`, `1.36@sha256:6d5f1e0c…`, or null where neither tag nor digest is written. */
  readonly version: string | null
}

/** The written name of an image and its version; an image that is no reference is all name. */
export function imageWords(image: ReviewedImage): ImageWords {
  if (!image.isValid) return { name: image.value, version: null }
  const { value, tag, digest } = image
  const suffix = (tag === null ? '' : `:${tag}`) + (digest === null ? '' : `@${digest}`)
  return value.endsWith(suffix)
    ? { name: value.slice(0, value.length - suffix.length), version: versionOf(suffix) }
    : { name: shortImage(image), version: null }
}

function versionOf(suffix: string): string | null {
  if (suffix === '') return null
  const at = suffix.indexOf('@')
  const short = at < 0 ? suffix : `${suffix.slice(0, at)}@${shortDigest(suffix.slice(at + 1))}`
  return short.startsWith(':') ? short.slice(1) : short
}

/** What an image was before, if its name is the same: the version alone. undefined where it was another image, or none. */
export function versionBefore(base: string, { name }: ImageWords): string | null | undefined {
  if (!base.startsWith(name)) return undefined
  const suffix = base.slice(name.length)
  return suffix === '' || /^[:@][^/]*$/.test(suffix) ? versionOf(suffix) : undefined
}

/** The cell of an image: its name, a separator of the caller's, and how its version changes. */
export function imageCell({ image, base }: ReviewedContainer, separator: string, isFaulty: boolean): string {
  if (image === null) return 'none written'
  const words = imageWords(image)
  if (!image.isValid) return codeSpan(words.name)
  const version = emphasise(versionWords(words.version), isFaulty)
  const name = `${codeSpan(words.name)}${separator}`
  if (base === null || base.image === null || base.image === image.value) return name + version
  const before = versionBefore(base.image, words)
  return before === undefined ? `${codeSpan(base.image)} → ${name}${version}` : `${name}${versionWords(before)} → ${version}`
}

function versionWords(version: string | null): string {
  return version === null ? 'no tag' : codeSpan(version)
}

function emphasise(text: string, isFaulty: boolean): string {
  return isFaulty ? `**${text}**` : text
}

/** The cell of a policy: what will be in force, and how that differs from before or for objects that exist. */
export function policyCell(container: ReviewedContainer): string {
  const { pullPolicy, onUpdate, base } = container
  const { effective, origin, written } = pullPolicy
  if (origin === 'invalid') return written === null ? 'the object is refused' : `${codeSpan(written)} is refused`
  if (effective === null) return origin === 'unknown' ? 'not known here' : 'none written'
  if (onUpdate) return `existing object: **\`${onUpdate.effective}\`**<br>new object: \`${effective}\``
  if (base === null || base.effective === null) return `\`${effective}\``
  return base.effective === effective
    ? `\`${effective}\`, as before${writingChange(container, ', ')}`
    : `\`${base.effective}\` → **\`${effective}\`**`
}

/** That a policy which stays in force comes to be written, or is no longer; '' where its line is left alone. */
export function writingChange({ pullPolicy, hasOtherWrittenPolicy }: ReviewedContainer, lead: string): string {
  if (!hasOtherWrittenPolicy) return ''
  return `${lead}${pullPolicy.written === null ? 'no longer written' : 'written now'}`
}

/** What became of the question for a digest, in two or three words. */
export function digestCell({ pin, resolution }: ReviewedContainer): string {
  switch (pin.status) {
    case 'pinned':
      return 'pinned'
    case 'offered':
      return 'pin ready'
    case 'declined':
      return pin.reason === null ? 'no pin' : `no pin: ${markdownSentence(pin.reason)}`
    case 'unresolved':
      return ANSWER[resolution.status]
  }
}

/** Registries' answers in people's words. */
export const ANSWER: Readonly<Record<ReviewedContainer['resolution']['status'], string>> = {
  resolved: 'resolved',
  'tag-not-found': 'no such tag',
  'repo-not-found': 'no such repository',
  'not-found-or-private': 'not found or private',
  'credentials-rejected': 'credentials refused',
  forbidden: 'access forbidden',
  'rate-limited': 'rate limit reached',
  unavailable: 'no answer',
  'blocked-host': 'host not asked',
  'bad-response': 'answer not understood',
  'not-asked': 'not asked',
}
