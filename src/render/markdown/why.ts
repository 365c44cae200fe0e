import type { Review, ReviewedContainer } from '../../report/review.ts'
import { containerName } from '../container-name.ts'
import { codeSpan, markdownSentence } from '../escape/markdown.ts'
import { asSentence } from '../message.ts'
import { type Block, foldBlock, lazyRows } from './budget.ts'
import type { MarkdownContext } from './context.ts'
import { linkToRule } from './link.ts'
import type { ContainerView, WorkloadView } from './workloads.ts'

/** The fold that says of each container where its policy comes from and what it does. */
export function whyFold(workloads: readonly WorkloadView[], { change }: Review, context: MarkdownContext): Block | undefined {
  const views = workloads.flat()
  if (views.length === 0) return undefined
  const groups = [...groupBySentences(views, context)]
  const origin = context.base === null || change === null ? 'this manifest' : codeSpan(context.base.ref)
  return foldBlock('Why these policies', {
    rank: 3,
    head: '',
    rows: lazyRows(groups, rowOf),
    rowCount: groups.length,
    separator: '\n',
    tail: `\n\nA cluster may do otherwise: an admission plugin such as AlwaysPullImages overrules manifests, and nobody can see from here whether the live object was made from ${origin}.`,
  })
}

/** Containers of which the same is said, as copies of a manifest bring them, are named together. */
function groupBySentences(views: readonly ContainerView[], context: MarkdownContext): ReadonlyMap<string, readonly ContainerView[]> {
  return Map.groupBy(views, ({ container, findings }) => {
    const rules = [...new Set(findings.flatMap(({ rule, also }) => [rule, ...also]))].map(rule => linkToRule(context, rule))
    return [...sentencesOf(container), ...rules].join(' ')
  })
}

function rowOf([sentences, views]: readonly [string, readonly ContainerView[]]): string {
  const names = [...Map.groupBy(views, ({ container }) => containerName(container))]
  const named = names.slice(0, MOST_NAMED).map(([name, same]) => `**${codeSpan(name)}**${same.length === 1 ? '' : ` (${same.length}×)`}`)
  return `- ${named.join(', ')}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''} ${views.length === 1 ? '' : '– each '}${sentences}`
}

const MOST_NAMED = 5

function sentencesOf(container: ReviewedContainer): readonly string[] {
  const { pullPolicy, onUpdate } = container
  const sentences = [originOf(pullPolicy), ...beforeOf(container)]
  if (onUpdate) {
    sentences.push(
      `An object that exists keeps \`${onUpdate.effective}\`: ${markdownSentence(`${onUpdate.because}.`)}`,
      'Applying with `kubectl apply`, on the server’s side or with `helm upgrade` does not touch it; replacing the object does.',
    )
  }
  const inForce = onUpdate?.effective ?? pullPolicy.effective
  return inForce === null ? sentences : [...sentences, EFFECT[inForce]]
}

function originOf({ effective, origin, written, because }: ReviewedContainer['pullPolicy']): string {
  switch (origin) {
    case 'declared':
      return `has \`${effective}\`, as written.`
    case 'defaulted':
      return `gets \`${effective}\`, because ${markdownSentence(`${because}.`)}`
    case 'invalid':
      return written === null
        ? `comes to nothing: ${markdownSentence(asSentence(because))}`
        : `asks for ${codeSpan(written)}, which is refused: ${markdownSentence(asSentence(because))}`
    case 'unknown':
    case 'none':
      return `has a policy that is not known here: ${markdownSentence(asSentence(because))}`
  }
}

function beforeOf({ base, pullPolicy, image, hasOtherWrittenPolicy }: ReviewedContainer): readonly string[] {
  if (base === null || base.effective === null) return []
  if (base.effective !== pullPolicy.effective)
    return [`Before this change it was \`${base.effective}\`${base.image === null ? '' : `, with ${codeSpan(base.image)}`}.`]
  if (hasOtherWrittenPolicy)
    return [`It was \`${base.effective}\` before this change too${pullPolicy.written === null ? ', as written' : ', though not written'}.`]
  return base.image === (image?.value ?? null) ? [] : [`It was \`${base.effective}\` with ${codeSpan(base.image ?? '')} too.`]
}

/** What a policy does when a pod starts. */
const EFFECT: Readonly<Record<NonNullable<ReviewedContainer['pullPolicy']['effective']>, string>> = {
  Always: 'Each start asks the registry which build the name stands for; layers that the node has are not loaded again.',
  IfNotPresent: 'A node pulls the image only where it has none of that name.',
  Never: 'No node pulls it: the image must be there already.',
}
