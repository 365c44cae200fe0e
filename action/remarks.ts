import { type Review, terminalText } from '../src/index.ts'
import type { WorkflowEvent } from './event.ts'
import type { Inputs } from './inputs.ts'
import type { ReviewedSubject } from './review-subject.ts'

/** What the run has to say of itself, besides the review. */
export interface Remark {
  /** Plain text of one sentence or two. Values in it are made harmless for a log; Markdown has to escape it. */
  readonly text: string
  /** Whether it is worth one of the ten notices. */
  readonly title: string | null
}

/** What was done differently than one might think: how it was read, what was not asked, what the change does to the configuration. */
export function findRemarks(reviewed: ReviewedSubject, event: WorkflowEvent, inputs: Inputs): readonly Remark[] {
  return [
    ...describeReading(reviewed),
    ...describeConfiguration(reviewed),
    ...describeAsking(reviewed.review, event, inputs, reviewed.settings.config.profile),
    ...describeFork(event, reviewed.review),
  ]
}

function describeReading({ readBy }: ReviewedSubject): readonly Remark[] {
  return readBy === 'api' ? [] : [{ text: 'GitHub could not tell the change, so it was read from the checkout by git.', title: null }]
}

function describeConfiguration({ configuration, settings: { path, defaultBranch } }: ReviewedSubject): readonly Remark[] {
  if (configuration === null) return []
  const file = terminalText(path)
  const branch = terminalText(defaultBranch)
  switch (configuration.kind) {
    case 'removed':
      return [
        { text: `This change removes ${file}. It still holds here; once merged into ${branch}, the defaults do.`, title: 'Configuration' },
      ]
    case 'valid':
      return [
        { text: `This change edits ${file}, and it is valid. It takes effect once it is merged into ${branch}.`, title: 'Configuration' },
      ]
    case 'invalid':
      return [
        {
          text: `This change edits ${file}, and it is not valid: ${terminalText(configuration.fault ?? '')}. Once merged into ${branch}, every run fails on it.`,
          title: 'Configuration',
        },
      ]
  }
}

/** Who was not asked, and why: `registry.example.com (2 images)`. */
function describeAsking({ containers }: Review, { isFork }: WorkflowEvent, { resolve }: Inputs, profile: string): readonly Remark[] {
  const isAnyImage = containers.some(({ image }) => image?.isValid)
  if (resolve === 'never' || profile === 'air-gapped') return isAnyImage ? [{ text: whyNobody(resolve), title: null }] : []
  const unasked = new Map<string, Set<string>>()
  for (const { image, resolution } of containers) {
    if (!image?.isValid || (resolution.status !== 'not-asked' && resolution.status !== 'blocked-host')) continue
    const registry = image.registry ?? ''
    unasked.set(registry, (unasked.get(registry) ?? new Set()).add(image.value))
  }
  if (unasked.size === 0) return []
  const names = [...unasked].slice(0, MOST_NAMED).map(([registry, images]) => `${terminalText(registry)} (${count(images.size)})`)
  const more = unasked.size > MOST_NAMED ? ` and ${unasked.size - MOST_NAMED} more` : ''
  return [{ text: `Not asked: ${names.join(', ')}${more}${whyNotAsked(isFork, resolve)}`, title: null }]
}

const MOST_NAMED = 5

function whyNobody(resolve: Inputs['resolve']): string {
  return `No registry was asked what the images name: ${resolve === 'never' ? '`resolve: never` is set' : 'the profile is air-gapped'}.`
}

function whyNotAsked(isFork: boolean, resolve: Inputs['resolve']): string {
  if (resolve === 'always') return '. The report has the reason of each.'
  if (isFork) return ", since a fork's change asks well-known public registries only."
  return '. `registries.ask` in the configuration lists registries to ask beside the well-known public ones.'
}

function describeFork({ isFork }: WorkflowEvent, { containers }: Review): readonly Remark[] {
  const isAsked = containers.some(({ resolution }) => resolution.status !== 'not-asked')
  return isFork
    ? [{ text: `This change comes from a fork${isAsked ? ': registries were asked without credentials' : ''}.`, title: null }]
    : []
}

function count(images: number): string {
  return images === 1 ? '1 image' : `${images} images`
}
