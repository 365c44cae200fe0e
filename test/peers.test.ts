import { expect, test } from '@jest/globals'
import { reviewFiles } from '../src/index.ts'
import type { Review } from '../src/report/review.ts'
import { describeWithShared, readSharedJson } from './shared.ts'

/** An input, what Kubernetes makes of it (`truth_*`), and what each peer's rule answers: true or FAILED where it flags it. */
interface Row {
  readonly image: string
  readonly policy: string | null
  readonly truth_effective: string | null
  readonly truth_tag: string
  readonly truth_digest: string
  readonly truth_valid: boolean
  readonly [peer: string]: string | boolean | null
}

const { rows } = (readSharedJson('peers/verdicts.json') ?? { rows: [] }) as { readonly rows: readonly Row[] }
const named = rows.map(
  row => [`${JSON.stringify(row.image)} with ${row.policy === null ? 'nothing' : JSON.stringify(row.policy)}`, row] as const,
)

function review({ image, policy }: Row, severities: Readonly<Record<string, 'warning'>> = {}): Promise<Review> {
  const container = { name: 'c', image, ...(policy === null ? {} : { imagePullPolicy: policy }) }
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [container] } })
  return reviewFiles([{ kind: 'bytes', path: 'p.json', bytes: Buffer.from(text) }], { severities })
}

const says = ({ findings }: Review, rule: string) => findings.some(finding => finding.rule === rule)

/** With `$` the image is filled in later: we say that nobody knows, where the table gives the API server's answer for the text as it is. */
const isPlaceholder = ({ image }: Row) => image.includes('$') || image.includes('{{')

const isLatest = ({ truth_valid, truth_tag, truth_digest }: Row) => truth_valid && truth_tag === 'latest' && truth_digest === ''

describeWithShared('what the popular checks were asked, and what is true', () => {
  test.each(named)('%s: the effective policy is the true one', async (_, row) => {
    const [container] = (await review(row)).containers
    expect(container?.pullPolicy.effective).toBe(isPlaceholder(row) && !row.policy ? null : row.truth_effective)
  })

  test.each(named)('%s: latest is said where the image is latest, and nowhere else', async (_, row) => {
    expect(says(await review(row), 'latest-tag')).toBe(isLatest(row) && !isPlaceholder(row))
  })

  test.each(named)('%s: a digest is missed where there is none, and nowhere else', async (_, row) => {
    const isMissing = row.truth_valid && row.truth_digest === '' && !isPlaceholder(row)
    expect(says(await review(row, { 'unpinned-image': 'warning' }), 'unpinned-image')).toBe(isMissing)
  })

  test.each(named)('%s: an image that is none is said so', async (_, row) => {
    expect(says(await review(row), 'invalid-image')).toBe(!row.truth_valid && !isPlaceholder(row))
  })

  test('where a tag rule of a peer is wrong, ours is right', () => {
    const flags = (row: Row, peer: string) => row[peer] === true || row[peer] === 'FAILED'
    const valid = rows.filter(row => row.truth_valid && row.policy === null)
    const wrong = (peer: string) => valid.filter(row => flags(row, peer) !== isLatest(row)).length
    const counts = Object.fromEntries(TAG_RULES.map(peer => [peer, wrong(peer)]))
    expect(Object.values(counts).filter(count => count > 0).length).toBeGreaterThanOrEqual(5)
    expect(counts['kube-linter/latest-tag']).toBe(0)
  })
})

const TAG_RULES = [
  'kube-linter/latest-tag',
  'kube-score/container-image-tag',
  'polaris/tagNotSpecified',
  'kyverno/disallow-latest-tag',
  'kubeaudit/ImageTagMissing',
  'sonar/S6596',
  'datree/CONTAINERS_MISSING_IMAGE_VALUE_VERSION',
]
