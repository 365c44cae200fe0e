import { describe, expect, test } from '@jest/globals'
import { defaultConfig } from '../../src/config/config.ts'
import { reviewOptionsOf } from '../../src/settings.ts'
import { reference } from '../fake/registry/asking.ts'

describe('what a repository builds itself, so that a missing tag may yet come', () => {
  test.each([
    ['ghcr.io/acme/app:1', 'Acme', true],
    ['ghcr.io/acme/shop/app:1', 'acme', true],
    ['docker.io/acme/app:1', 'acme', true],
    ['ghcr.io/acme-labs/app:1', 'acme', false],
    ['ghcr.io/other/acme/app:1', 'acme', false],
    ['acme.example.com/app:1', 'acme', false],
    ['ghcr.io/acme/app:1', undefined, false],
    ['registry.example.com/shop/app:1', 'acme', true],
  ])('%s in a repository of %s: %s', (image, owner, isBuiltHere) => {
    const config = {
      ...defaultConfig('check'),
      registries: { ...defaultConfig('check').registries, builtHere: ['registry.example.com/shop'] },
    }
    const options = reviewOptionsOf(config, { path: 'pull-policy.yml', today: '2026-01-01', isChangeTrusted: true, owner })
    expect(options.isBuiltHere?.(reference(image))).toBe(isBuiltHere)
  })
})
