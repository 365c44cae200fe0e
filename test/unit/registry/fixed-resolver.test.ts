import { describe, expect, test } from '@jest/globals'
import { type FixedResolver, parseFixedResolutions } from '../../../src/registry/fixed-resolver.ts'
import { UserError } from '../../../src/user-error.ts'
import { digest, reference } from '../../fake/registry/asking.ts'

const DIGEST = digest(`sha256:${'a'.repeat(64)}`)
const OTHER = digest(`sha256:${'b'.repeat(64)}`)

function resolver(): FixedResolver {
  const parsed = parseFixedResolutions(
    JSON.stringify({ 'docker.io/library/nginx:1.25': DIGEST, 'localhost:5000/app:latest': OTHER }),
    'answers.json',
  )
  if (parsed instanceof UserError) throw parsed
  return parsed
}

describe('answers', () => {
  test.each([
    ['nginx:1.25', { status: 'resolved', digest: DIGEST }],
    ['docker.io/nginx:1.25', { status: 'resolved', digest: DIGEST }],
    ['localhost:5000/app', { status: 'resolved', digest: OTHER }],
    ['nginx:1.26', { status: 'not-asked' }],
    ['nginx', { status: 'not-asked' }],
    [`nginx:1.25@${DIGEST}`, { status: 'resolved', digest: DIGEST }],
    [`nginx@${DIGEST}`, { status: 'resolved', digest: DIGEST }],
    [`nginx:1.25@${OTHER}`, { status: 'not-asked' }],
    [`localhost:5000/app@${OTHER}`, { status: 'resolved', digest: OTHER }],
  ])('%s → %j', async (text, want) => expect(await resolver().resolve(reference(text))).toMatchObject(want))

  test('the tag beside a digest is its own question', async () => {
    expect(await resolver().resolveTag(reference(`nginx:1.25@${OTHER}`))).toMatchObject({ status: 'resolved', digest: DIGEST })
    expect(await resolver().resolveTag(reference(`nginx@${OTHER}`))).toMatchObject({ status: 'not-asked' })
  })

  test('nothing is known of contents', async () => {
    expect(await resolver().resolveContents()).toMatchObject({ status: 'not-asked' })
  })
})

describe('a file that is wrong is the user’s to mend', () => {
  test.each([
    ['not JSON', 'x', 'answers.json: expected a JSON object of references and digests'],
    ['a list', '[]', 'answers.json: expected a JSON object of references and digests'],
    [
      'a short name',
      `{"nginx:1.25":"${DIGEST}"}`,
      'answers.json: unexpected reference "nginx:1.25", expected it written out: "docker.io/library/nginx:1.25"',
    ],
    [
      'no tag',
      `{"ghcr.io/a/b":"${DIGEST}"}`,
      'answers.json: unexpected reference "ghcr.io/a/b", expected it written out: "ghcr.io/a/b:latest"',
    ],
    ['a digest in the reference', `{"ghcr.io/a/b@${DIGEST}":"${DIGEST}"}`, /expected one without a digest/],
    ['no reference', `{"ghcr.io/A:1":"${DIGEST}"}`, /unexpected reference "ghcr.io\/A:1": unexpected upper-case `A`/],
    [
      'no digest',
      '{"ghcr.io/a/b:1":"abc"}',
      'answers.json: unexpected "abc" for "ghcr.io/a/b:1", expected a digest as sha256:<64 hexadecimal digits>',
    ],
    ['an object', '{"ghcr.io/a/b:1":{}}', /unexpected {} for/],
    ['null', '{"ghcr.io/a/b:1":null}', /unexpected null for/],
  ])('%s', (_name, text, message) => {
    const parsed = parseFixedResolutions(text, 'answers.json')
    expect(parsed).toMatchObject({ name: 'UserError', code: 'bad-input' })
    expect(parsed instanceof UserError && parsed.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
  })

  test('a message stays short', () => {
    const parsed = parseFixedResolutions(JSON.stringify({ ['a'.repeat(5000)]: 'x'.repeat(5000) }), 'answers.json')
    expect(parsed instanceof UserError && parsed.message.length).toBeLessThan(1500)
  })
})
