import { NOBODY_ASKED } from '../../report/not-asked.ts'
import type { Review, ReviewedContainer } from '../../report/review.ts'
import { terminalMessage, terminalText } from '../escape/terminal.ts'
import { fullReference } from '../full-reference.ts'
import { describeManifest } from '../manifest-words.ts'
import { shortDigest } from '../short-image.ts'
import type { Palette } from './palette.ts'

/** When registries answered, by the reference in full; see the client's `askedAt`. */
export type AskedAt = ReadonlyMap<string, string>

/**
 * What became of each image, once for all containers that say the same; `''` where no registry was to be asked. Nothing is left
 * out: also what was not asked is here, with the reason.
 */
export function renderImages({ containers }: Review, palette: Palette, askedAt: AskedAt): string {
  const images = containers.filter(({ image }) => image !== null)
  if (images.every(isUnasked)) return ''
  const rows = new Map(images.map(container => [`${fullReference(container)} ${outcomeOf(container, askedAt)}`, container]))
  const counts = [...Map.groupBy(rows.values(), ({ pin }) => pin.status)].map(([status, { length }]) => `${length} ${STATUS[status]}`)
  const width = Math.max(...Object.values(STATUS).map(({ length }) => length))
  const lines = Array.from(rows.values(), container => {
    const status = STATUS[container.pin.status].padEnd(width)
    return `  ${status}  ${terminalText(fullReference(container))}: ${outcomeOf(container, askedAt)}`
  })
  return [palette.strong(`images: ${counts.join(', ')}`), ...lines, ''].join('\n')
}

/** Whether nobody was to be asked about an image, which is no news. */
function isUnasked({ resolution: { status, reason } }: ReviewedContainer): boolean {
  return status === 'not-asked' && (reason === null || reason === NOBODY_ASKED)
}

const STATUS: Readonly<Record<ReviewedContainer['pin']['status'], string>> = {
  offered: 'to be pinned',
  pinned: 'pinned already',
  declined: 'left alone',
  unresolved: 'not resolved',
}

function outcomeOf(container: ReviewedContainer, askedAt: AskedAt): string {
  return [describePin(container, askedAt), describeVersions(container)].filter(words => words !== '').join('; ')
}

/** Why there is no pin, or what it rests on: digest, kind of manifest, platforms, when the registry was asked, and what the policy will be. */
export function describePin(container: ReviewedContainer, askedAt: AskedAt): string {
  const { pin, resolution, pullPolicy } = container
  switch (pin.status) {
    case 'unresolved':
    case 'declined':
      return terminalMessage(pin.reason ?? '')
    case 'pinned':
      return resolution.status === 'resolved' ? evidenceOf(container, askedAt) : terminalMessage(resolution.reason ?? '')
    case 'offered': {
      const policy = pullPolicy.effective === null ? [] : [`the policy stays ${pullPolicy.effective}`]
      const note = pin.reason === null ? [] : [terminalMessage(pin.reason)]
      return [evidenceOf(container, askedAt), ...(note.length > 0 ? note : policy)].join('; ')
    }
  }
}

function evidenceOf(container: ReviewedContainer, askedAt: AskedAt): string {
  const { resolution, pin } = container
  const digest = pin.value === null ? (resolution.digest ?? '') : pin.value.slice(pin.value.lastIndexOf('@') + 1)
  const time = askedAt.get(fullReference(container))
  const kind = terminalMessage(describeManifest(pin.names ?? resolution))
  return [shortDigest(digest), ...(kind === '' ? [] : [kind]), ...(time === undefined ? [] : [`asked ${time} UTC`])].join(', ')
}

/** Which version `latest` is; `''` where nobody wanted to know. */
export function describeVersions({ versions }: ReviewedContainer): string {
  if (!versions) return ''
  const [exact, ...others] = versions.tags.map(terminalText)
  if (exact === undefined) return `which version that is was not found: ${terminalMessage(versions.reason ?? '')}`
  const also = others.length === 0 ? '' : ` (also ${others.join(', ')})`
  return `\`latest\` is ${exact} now${also}: better name that version`
}
