import { describe, expect, test } from '@jest/globals'
import { renderCheckOutput } from '../../../src/render/check-output.ts'
import { renderComment } from '../../../src/render/comment.ts'
import { SHOP_CONTEXT } from './sample-context.ts'
import { aContainer, aFinding, aReview, SHOP_REVIEW } from './sample-review.ts'

const QUIET = { ...SHOP_CONTEXT, patch: { touched: '', rest: '' } }
const CHANGE = { base: 'a81b3e0', head: '4f2c9d1', scope: 'changed-lines' } as const

test('says the same as the comment, without its marker', () => {
  const comment = renderComment(SHOP_REVIEW, SHOP_CONTEXT)
  expect(renderCheckOutput(SHOP_REVIEW, SHOP_CONTEXT).summary).toBe(comment.slice(comment.indexOf('\n') + 1))
})

test('has each finding beside its line, and pins only in the summary', () => {
  const { annotations } = renderCheckOutput(SHOP_REVIEW, SHOP_CONTEXT)
  expect(annotations).toMatchObject([{ level: 'warning', file: 'deploy/web.yaml', line: 21 }])
})

describe('the title', () => {
  const two = [aFinding(), aFinding({ severity: 'error', at: { ...aFinding().at, start: 1, line: 2 } })]
  test.each([
    ['is the finding where there is one', SHOP_REVIEW, '1 warning: app: an existing Deployment keeps IfNotPresent'],
    ['counts several', aReview({ change: CHANGE, findings: two }), '1 error, 1 warning in 1 changed manifest'],
    ['is calm', aReview({ change: CHANGE, containers: [aContainer()] }), 'Nothing found in 1 changed manifest'],
  ])('%s', (_name, review, title) => {
    expect(renderCheckOutput(review, QUIET).title).toBe(title)
  })

  test('tells what fails a check without findings', () => {
    const skipped = [{ file: 'a.yaml', line: 1, reason: 'x', kind: 'syntax' }] as const
    const context = { ...QUIET, threshold: { failOn: 'error', failsOnSkipped: true } } as const
    expect(renderCheckOutput(aReview({ change: CHANGE, skipped }), context).title).toBe(
      'Nothing found in 1 changed manifest, but not all was read',
    )
  })

  test('is one short line of plain text', () => {
    const review = aReview({ change: CHANGE, findings: [aFinding({ message: `\n::error::\u202e${'x'.repeat(500)}` })] })
    expect(renderCheckOutput(review, QUIET).title).toMatch(/^[^\n\u202e]{1,120}$/)
  })
})

test('of 2,000 findings the gravest are beside their lines, and the summary keeps to its limit', () => {
  const place = aFinding().at
  const findings = Array.from({ length: 2000 }, (_, index) =>
    aFinding({ severity: index < 1990 ? 'warning' : 'error', container: `c${index}`, at: { ...place, start: index, line: index + 1 } }),
  )
  const containers = findings.map(({ container }, index) => aContainer({ name: container, path: `é[${index}]` }))
  const { summary, annotations } = renderCheckOutput(aReview({ change: CHANGE, findings, containers }), QUIET)
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535)
  expect(annotations).toHaveLength(300)
  expect(annotations.filter(({ level }) => level === 'error')).toHaveLength(10)
  expect(summary).toContain('more')
})
