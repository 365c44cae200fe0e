import type { ReviewedContainer } from '../report/review.ts'
import { EXCERPT_LIMIT } from '../source/place.ts'
import { hasHiddenCharacters } from './escape/hidden-characters.ts'
import { codeBlock, codeSpan, markdownSentence } from './escape/markdown.ts'
import { count } from './message.ts'
import { findPinEdit } from './pin-edit.ts'

/** A remark of a review that offers another text for one line. */
export interface Suggestion {
  readonly file: string
  readonly line: number
  /** Markdown with the suggestion block and, last, {@link suggestionMarker}. */
  readonly body: string
}

/** What is said of a suggestion besides the container. */
export interface SuggestionContext {
  /** The same for the same line, container and pin, so that it is not offered twice: hexadecimal. */
  readonly fingerprint: string
  /** When the registry was asked, in UTC, as `2026-01-12 09:41`; null where it is not known. */
  readonly askedAt: string | null
}

/** The line by which a suggestion is found again. */
export function suggestionMarker(fingerprint: string): string {
  return `<!-- pull-policy:suggestion ${fingerprint.replace(/[^0-9a-f]/g, '')} -->`
}

/**
 * A container's pin as a suggestion for its line. undefined where there is no edit of that line, where the line is too long
 * to be known whole, and where it holds what cannot be seen: nobody should accept a text that he cannot read.
 */
export function renderSuggestion(container: ReviewedContainer, { fingerprint, askedAt }: SuggestionContext): Suggestion | undefined {
  const edit = findPinEdit(container)
  if (!edit || edit.at.excerpt.length >= EXCERPT_LIMIT) return undefined
  const { at, pinned } = edit
  if (hasHiddenCharacters(at.excerpt.replace(/\r$/, '').replaceAll('\t', ' '))) return undefined
  const line = at.excerpt.slice(0, at.column - 1) + pinned + at.excerpt.slice(at.endColumn - 1)
  const body = [leadOf(container, askedAt), codeBlock('suggestion', line), suggestionMarker(fingerprint)].join('\n')
  return { file: container.file, line: at.line, body }
}

function leadOf({ image, resolution, pullPolicy }: ReviewedContainer, askedAt: string | null): string {
  const platforms = resolution.platforms.length
  const details = [
    ...(platforms > 0 ? [count(platforms, 'platform')] : []),
    ...(askedAt === null ? [] : [`asked ${markdownSentence(askedAt)} UTC`]),
  ]
  const what = `Holds ${codeSpan(image?.value ?? '')} to the digest that it names now${details.length === 0 ? '' : ` (${details.join(', ')})`}.`
  return pullPolicy.effective === null ? what : `${what} The pull policy stays \`${pullPolicy.effective}\`.`
}
