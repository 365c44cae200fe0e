import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { reviewAndPin } from '../../../src/review.ts'
import { git } from '../../cli/git-repository.ts'
import { makeTree } from '../../cli/temporary-tree.ts'
import { EVERYTHING } from '../../pin-registry.ts'

test('a byte order mark before the line that is pinned, or in its surroundings, stays where it is', async () => {
  const one = '\ufeff{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "image": "a:1"}]}}\n'
  const files = { 'on-it.json': one, 'near-it.yaml': one.replace('"spec"', '\n"spec"') }
  const cwd = makeTree(files)
  const inputs = Object.entries(files).map(([path, text]) => ({ kind: 'bytes' as const, path, bytes: Buffer.from(text) }))
  const { review } = await reviewAndPin(inputs, { resolver: EVERYTHING })
  git(cwd, 'apply', join(makeTree({ 'pins.patch': review.patch }), 'pins.patch'))
  for (const [path, text] of Object.entries(files)) {
    const pinned = readFileSync(join(cwd, path), 'utf8')
    expect(pinned).toMatch(/@sha256:[0-9a-f]{64}/)
    expect(pinned.replace(/@sha256:[0-9a-f]{64}/, '')).toBe(text)
  }
})
