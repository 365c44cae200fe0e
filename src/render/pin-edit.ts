import type { Review, ReviewedContainer } from '../report/review.ts'
import type { Place } from '../source/place.ts'

/** A pin as an edit of one line: what stands at the place, and what is to stand there. */
export interface PinEdit {
  readonly at: Place
  /** As written, quotes included. */
  readonly written: string
  /** The same with the digest in it. */
  readonly pinned: string
}

/**
 * The edit that writes a container's offered pin, as far as the place itself tells: undefined where none is offered, and
 * where the image is not written in one piece on one line (an alias, a block scalar, escapes). The patch may still have it.
 */
export function findPinEdit({ image, pin }: ReviewedContainer): PinEdit | undefined {
  if (image === null || pin.status !== 'offered' || pin.value === null || image.at.line !== image.at.endLine) return undefined
  const { at, value } = image
  const written = at.excerpt.slice(at.column - 1, at.endColumn - 1)
  if (written.length !== at.endColumn - at.column || written.split(value).length !== 2) return undefined
  return { at, written, pinned: written.split(value).join(pin.value) }
}

/** Whether the change brings this container, another image for it, or another policy, in force or in writing. Nothing is touched outside a change. */
export function isTouched(container: ReviewedContainer, { change }: Pick<Review, 'change'>): boolean {
  if (change === null) return false
  const { base, image, pullPolicy, hasOtherWrittenPolicy } = container
  if (base === null || hasOtherWrittenPolicy) return true
  return base.image !== (image?.value ?? null) || base.effective !== pullPolicy.effective
}
