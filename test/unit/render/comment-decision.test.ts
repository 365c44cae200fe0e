import { describe, expect, test } from '@jest/globals'
import { decideComment } from '../../../src/render/comment-decision.ts'
import type { Review } from '../../../src/report/review.ts'
import { aContainer, aFinding, aReview, SHOP_REVIEW } from './sample-review.ts'

const CHANGE = { base: 'a81b3e0', head: '4f2c9d1', scope: 'changed-lines' } as const
const SAME = aContainer({ base: { image: 'ghcr.io/acme/app:latest', effective: 'Always' } })
const OTHER_IMAGE = aContainer({ base: { image: 'ghcr.io/acme/app:1', effective: 'Always' } })
const OTHER_POLICY = aContainer({ base: { image: 'ghcr.io/acme/app:latest', effective: 'Never' } })
const NEW = aContainer({ base: null })
const OTHER_LINE = { ...SAME, hasOtherWrittenPolicy: true }
const OTHER_SECRETS = { ...SAME, hasOtherPullSecrets: true }
const SILENCED = { rule: 'never-pull', file: 'a', line: 1, reason: '', until: null, by: 'comment', isAddedByChange: true } as const

function of(parts: Partial<Review>): Review {
  return aReview({ change: CHANGE, ...parts })
}

const STANDING = aFinding({ state: 'standing' })
const FRESH = aFinding({ state: 'new' })

describe.each<[string, Review, string, string]>([
  ['an image changes and nothing is wrong', of({ containers: [OTHER_IMAGE] }), 'calm', 'silent'],
  ['a policy changes and nothing is wrong', of({ containers: [OTHER_POLICY] }), 'calm', 'silent'],
  ['a policy is written that was in force already', of({ containers: [OTHER_LINE] }), 'calm', 'silent'],
  ['pull secrets change and nothing is wrong', of({ containers: [OTHER_SECRETS] }), 'calm', 'silent'],
  ['a ServiceAccount gets other pull secrets', of({ changedAccounts: [{ file: 'a.yaml', name: 'robot' }] }), 'calm', 'silent'],
  ['a container is new and nothing is wrong', of({ containers: [NEW] }), 'calm', 'silent'],
  ['an image changes and something is found', of({ containers: [OTHER_IMAGE], findings: [FRESH] }), 'speak', 'speak'],
  ['an image changes where something was wrong before', of({ containers: [OTHER_IMAGE], findings: [STANDING] }), 'speak', 'speak'],
  ['something is found though no image changes', of({ containers: [SAME], findings: [FRESH] }), 'speak', 'speak'],
  ['something was wrong before and no image changes', of({ containers: [SAME], findings: [STANDING] }), 'silent', 'silent'],
  [
    'what is found is out of scope',
    of({ containers: [SAME], findings: [aFinding({ state: 'standing', isInScope: false })] }),
    'silent',
    'silent',
  ],
  [
    'a policy comes to be written where something was wrong before',
    of({ containers: [OTHER_LINE], findings: [STANDING] }),
    'speak',
    'speak',
  ],
  ['nothing about images changes', of({ containers: [SAME] }), 'silent', 'silent'],
  ['nothing is there', of({}), 'silent', 'silent'],
  ['something is mended', of({ gone: [STANDING] }), 'calm', 'silent'],
  ['something is silenced', of({ suppressed: [SILENCED] }), 'calm', 'silent'],
  ['all of it', SHOP_REVIEW, 'speak', 'speak'],
])('%s', (_name, review, onChanges, onFindings) => {
  test(`is ${onChanges} by default, ${onFindings} where only findings are wanted`, () => {
    expect([decideComment(review, 'changes'), decideComment(review, 'findings'), decideComment(review, 'off')]).toEqual([
      onChanges,
      onFindings,
      'silent',
    ])
  })
})
