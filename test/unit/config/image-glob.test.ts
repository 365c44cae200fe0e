import { describe, expect, test } from '@jest/globals'
import { findImageGlobFault, type GlobbedImage, makeImageMatcher } from '../../../src/config/image-glob.ts'
import { parseImageReference } from '../../../src/oci/reference.ts'

function image(text: string): GlobbedImage {
  const reference = parseImageReference(text)
  if (reference.kind === 'invalid-reference') throw new Error(reference.reason)
  return reference
}

const DIGEST = `sha256:${'a'.repeat(64)}`

describe('which images a pattern covers', () => {
  test.each([
    ['*', 'nginx', true],
    ['*', 'ghcr.io/acme/team/app:1.0', true],
    ['nginx', 'nginx', true],
    ['nginx', 'nginx:1.27', true],
    ['nginx', `nginx:1.27@${DIGEST}`, true],
    ['nginx', 'docker.io/library/nginx:1.27', true],
    ['nginx', 'nginx/unit', false],
    ['nginx', 'ghcr.io/acme/nginx', false],
    ['nginx:1.27', 'nginx:1.27', true],
    ['nginx:1.27', `nginx:1.27@${DIGEST}`, true],
    ['nginx:1.27', 'nginx:1.28', false],
    ['nginx:1.*', 'nginx:1.28', true],
    ['nginx:*', 'nginx', false],
    ['library/nginx', 'nginx', true],
    ['docker.io/library/nginx', 'nginx', true],
    ['docker.io', 'nginx', true],
    ['docker.io/library', 'nginx', true],
    ['docker.io/library', 'acme/app', false],
    ['acme/*', 'acme/app:1', true],
    ['acme/*', 'docker.io/acme/app:1', true],
    ['ghcr.io', 'ghcr.io/acme/app', true],
    ['ghcr.io/acme', 'ghcr.io/acme/app', true],
    ['ghcr.io/acme', 'ghcr.io/acme-labs/app', false],
    ['ghcr.io/acme/*', 'ghcr.io/acme/app:1.0', true],
    ['ghcr.io/acme/*', 'ghcr.io/acme/team/app:1.0', true],
    ['ghcr.io/acme/*', 'ghcr.io/other/app', false],
    ['ghcr.io/**/app', 'ghcr.io/acme/team/app:1.0', true],
    ['*.azurecr.io', 'team.azurecr.io/app', true],
    ['*.azurecr.io', 'azurecr.io/app', false],
    ['localhost:5000', 'localhost:5000/app:1', true],
    ['localhost', 'localhost:5000/app:1', false],
    [`*@${DIGEST}`, `nginx@${DIGEST}`, true],
    [`*@${DIGEST}`, 'nginx', false],
    ['GHCR.io', 'ghcr.io/acme/app', false],
  ])('%s, %s: %s', (pattern, text, expected) => expect(makeImageMatcher([pattern])(image(text))).toBe(expected))

  test('any of several, none of none', () => {
    expect(makeImageMatcher(['redis', 'nginx'])(image('nginx'))).toBe(true)
    expect(makeImageMatcher([])(image('nginx'))).toBe(false)
  })
})

test.each([
  ['https://ghcr.io/acme', 'unexpected `https://`, expected a registry without a scheme, as `ghcr.io/acme/*`'],
  ['', 'unexpected empty pattern, expected at least one character'],
])('%j is no pattern', (text, fault) => expect(findImageGlobFault(text)).toBe(fault))

test('a pattern with a port is one', () => expect(findImageGlobFault('localhost:5000/*')).toBeUndefined())
