import type { ReviewedImage } from '../../src/report/review.ts'
import { reviewFiles } from '../../src/review.ts'
import type { PeerInput } from './inputs.ts'
import type { Outcome } from './programs.ts'

/** What became of one manifest's images, counted; and of the rest of its text. */
export interface Verdict {
  readonly name: string
  /** Images with the digest they should have, written as they should be, or rightly left alone. */
  readonly right: number
  /** With the right digest, and without the author's tag or with another spelling of the name: a node pulls the same, a reader cannot tell what. */
  readonly rewritten: number
  /** With any other value: another digest, no reference, a digest where there should be none. */
  readonly wrong: number
  /** As they were, though they should have been pinned. */
  readonly missed: number
  /** Why the text is not the author's any more apart from images; undefined where it is. */
  readonly broken: string | undefined
}

/** One program's, manifest by manifest. */
export type Verdicts = readonly Verdict[]

/** Compares image by image in the order in which our own reader finds them, then everything around them byte by byte. */
export async function judgeOutcome({ name, file, input, expected }: PeerInput, outcome: Outcome): Promise<Verdict> {
  const before = await imagesOf(file, input)
  const meant = await imagesOf(file, expected)
  if (outcome.kind === 'failed') return nothingOf(name, meant.length, `failed: ${outcome.message}`)
  const after = await imagesOf(file, outcome.text)
  if (after.length !== meant.length) return nothingOf(name, meant.length, `${after.length} images instead of ${meant.length}`)
  const fates = meant.map((image, index) => {
    const found = after[index]
    if (found?.value === image.value) return 'right'
    if (found?.value === before[index]?.value) return 'missed'
    return found && isSameBuild(found, image) ? 'rewritten' : 'wrong'
  })
  const count = (fate: string) => fates.filter(one => one === fate).length
  const isWhole = withoutImages(outcome.text, after) === withoutImages(input, before)
  const broken = isWhole ? undefined : 'other text changed'
  return { name, right: count('right'), rewritten: count('rewritten'), wrong: count('wrong'), missed: count('missed'), broken }
}

function nothingOf(name: string, missed: number, broken: string): Verdict {
  return { name, right: 0, rewritten: 0, wrong: 0, missed, broken }
}

function isSameBuild(a: ReviewedImage, b: ReviewedImage): boolean {
  const registryOf = ({ registry }: ReviewedImage) => registry?.replace(/^index\./, '')
  return a.digest !== null && a.digest === b.digest && a.repository === b.repository && registryOf(a) === registryOf(b)
}

async function imagesOf(file: string, text: string): Promise<readonly ReviewedImage[]> {
  const { containers } = await reviewFiles([{ kind: 'bytes', path: file, bytes: Buffer.from(text) }])
  return containers.flatMap(({ image }) => image ?? [])
}

/** The text with each image's own letters taken out, from the end; quotes stay. */
function withoutImages(text: string, images: readonly ReviewedImage[]): string {
  return images
    .toSorted((a, b) => b.at.start - a.at.start)
    .reduce((rest, { at, value }) => rest.slice(0, at.start) + rest.slice(at.start, at.end).replace(value, '') + rest.slice(at.end), text)
}

/** As Markdown: images right, wrong and missed, manifests whose other text was changed or that failed. */
export function renderTable(table: ReadonlyMap<string, Verdicts>): string {
  const sum = (verdicts: Verdicts, of: (verdict: Verdict) => number) => verdicts.reduce((total, verdict) => total + of(verdict), 0)
  const rows = [...table].map(([name, verdicts]) => {
    const cells = (['right', 'rewritten', 'wrong', 'missed'] as const).map(fate => sum(verdicts, verdict => verdict[fate]))
    const broken = verdicts.filter(verdict => verdict.broken !== undefined)
    return `| ${name} | ${cells.join(' | ')} | ${broken.length} of ${verdicts.length} |`
  })
  const notes = [...table].flatMap(([name, verdicts]) =>
    verdicts
      .filter(({ wrong, missed, broken }) => wrong > 0 || missed > 0 || broken?.startsWith('failed'))
      .map(
        ({ name: manifest, wrong, missed, broken }) =>
          `- ${name}, ${manifest}: ${wrong} wrong, ${missed} missed${broken === undefined ? '' : `, ${broken}`}`,
      ),
  )
  return [
    '| program | images right | rewritten | wrong | missed | manifests broken |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    ...notes,
  ].join('\n')
}
