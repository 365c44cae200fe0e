import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Config, type ConfigOverrides, DEFAULTS, defaultConfig, mergeConfig, type Surface } from '../../../src/config/config.ts'
import { readConfig } from '../../../src/config/config-file.ts'
import { RULE_IDS } from '../../../src/config/profile.ts'
import { BUILD_MARKERS } from '../../../src/kubernetes/placeholder.ts'
import { FLOATING_TAGS } from '../../../src/rules/floating-tag.ts'
import { UserError } from '../../../src/user-error.ts'
import { ownMilliseconds } from '../../own-work.ts'

const PATH = '.github/pull-policy.yml'

function read(text: string, surface: Surface = 'action'): Config {
  return readConfig(text, PATH, { surface })
}

function mistakesIn(text: string): readonly string[] {
  try {
    read(text)
  } catch (error) {
    if (error instanceof UserError && error.code === 'bad-configuration')
      return error.message.split('\n').map(line => line.replace(`${PATH}:`, ''))
    throw error
  }
  return []
}

describe('a file that says nothing', () => {
  test.each(['', '\n', '# nothing yet\n', '---\n', '---\n...\n', '{}', 'null', '\ufeff'])('%j is the default configuration', text => {
    expect(read(text)).toEqual(defaultConfig('action'))
  })

  test.each<[Surface, Partial<Config>]>([
    ['action', { comment: 'off', suggestions: 0, check: false, failOn: 'error' }],
    ['app', { comment: 'changes', suggestions: 10, check: true, failOn: 'error' }],
    ['check', { comment: 'off', failOn: 'error' }],
    ['pin', { failOn: 'never' }],
  ])('for %s: %j', (surface, expected) => {
    expect(read('', surface)).toMatchObject(expected)
    expect(defaultConfig(surface)).toMatchObject(expected)
  })

  test('the lists that rules and kinds know are the defaults here', () => {
    expect(DEFAULTS.placeholders).toEqual(BUILD_MARKERS)
    expect(DEFAULTS.floatingTags).toEqual(FLOATING_TAGS)
  })
})

describe('what each key is read into', () => {
  test.each<[string, ConfigOverrides]>([
    ['profile: reproducible', { profile: 'reproducible' }],
    ['rules: {latest-tag: off, never-pull: error}', { rules: { 'latest-tag': 'off', 'never-pull': 'error' } }],
    ['rules:\n  "latest-tag": "off"', { rules: { 'latest-tag': 'off' } }],
    ['enforce: [committed-pull-secret, latest-tag]', { enforce: ['committed-pull-secret', 'latest-tag'] }],
    ['enforce: []', { enforce: [] }],
    ['paths: {include: [deploy/], exclude: ["**/test/**"]}', { paths: { include: ['deploy/'], exclude: ['**/test/**'] } }],
    ['paths: {exclude: [vendor]}', { paths: { include: [], exclude: ['vendor'] } }],
    ['platforms: [linux/amd64, linux/arm/v7]', { platforms: ['linux/amd64', 'linux/arm/v7'] }],
    ['registries: {ask: [ghcr.io, "*.azurecr.io"]}', { registries: { ask: ['ghcr.io', '*.azurecr.io'] } }],
    ['registries: {ask: []}', { registries: { ask: [] } }],
    ['registries: {permitted: [ghcr.io/acme/*]}', { registries: { permitted: ['ghcr.io/acme/*'] } }],
    [
      'registries: {mirrors: {docker.io: "mirror.example.com:5000/hub"}}',
      { registries: { mirrors: { 'docker.io': 'mirror.example.com:5000/hub' } } },
    ],
    [
      'registries: {node-credentials: [ghcr.io], built-here: [ghcr.io/acme/app]}',
      { registries: { nodeCredentials: ['ghcr.io'], builtHere: ['ghcr.io/acme/app'] } },
    ],
    ['pre-pulled: [ghcr.io/acme/base]', { prePulled: ['ghcr.io/acme/base'] }],
    ['floating-tags: [Main, 1.0]', { floatingTags: ['main', '1.0'] }],
    ['placeholders: ["@@*@@"]', { placeholders: ['@@*@@'] }],
    [
      'custom-resources: [{apiVersion: example.com/v1, kind: Rollout, podSpec: spec.template.spec}]',
      { customResources: [{ apiVersion: 'example.com/v1', kind: 'Rollout', podSpec: 'spec.template.spec' }] },
    ],
    [
      'custom-resources: [{apiVersion: v1, kind: Flow, image: "spec.steps[*].image"}]',
      { customResources: [{ apiVersion: 'v1', kind: 'Flow', image: 'spec.steps[*].image' }] },
    ],
    ['fail-on: never', { failOn: 'never' }],
    ['fail-on-skipped: true', { failOnSkipped: true }],
    ['scope: repository', { scope: 'repository' }],
    ['comment: off', { comment: 'off' }],
    ['comment: findings', { comment: 'findings' }],
    ['suggestions: 10', { suggestions: 10 }],
    ['check: true', { check: true }],
    ['pin-button: "true"', { pinButton: true }],
    ['suggestions: &most 3', { suggestions: 3 }],
    ['{"profile": "air-gapped", "suggestions": 3}', { profile: 'air-gapped', suggestions: 3 }],
  ])('%s', (text, expected) => expect(read(text)).toEqual(mergeConfig(defaultConfig('action'), expected)))

  test('an alias stands for what its anchor holds', () => {
    const { enforce, ignore } = read('enforce: &ids [latest-tag]\nignore: [{rules: *ids, reason: x}]')
    expect([enforce, ignore[0]?.rules]).toEqual([['latest-tag'], ['latest-tag']])
  })

  test('an entry of `ignore`, with its place', () => {
    const text =
      'ignore:\n  - path: vendor/\n    reason: not ours\n  - {image: nginx, rules: [latest-tag], until: 2026-12-31, reason: "moves in June"}\n'
    expect(read(text).ignore).toMatchObject([
      { image: null, path: 'vendor/', rules: null, reason: 'not ours', until: null, at: { line: 2, column: 5 } },
      {
        image: 'nginx',
        path: null,
        rules: ['latest-tag'],
        reason: 'moves in June',
        until: '2026-12-31',
        at: { line: 4, column: 5, endLine: 4 },
      },
    ])
  })
})

const IDS = RULE_IDS.map(id => `\`${id}\``).join(', ')
const TOP =
  'one of `profile`, `rules`, `enforce`, `paths`, `platforms`, `registries`, `pre-pulled`, `floating-tags`, `placeholders`, `ignore`, `custom-resources`, `fail-on`, `fail-on-skipped`, `scope`, `comment`, `suggestions`, `check`, `pin-button`'

describe('what is wrong, where, and what is right', () => {
  test.each([
    ['rule: {}', `1:1: unexpected key \`rule\`, expected ${TOP}; did you mean \`rules\`?`],
    ['failOn: error', `1:1: unexpected key \`failOn\`, expected ${TOP}; did you mean \`fail-on\`?`],
    ['colour: red', `1:1: unexpected key \`colour\`, expected ${TOP}`],
    [
      'profile: reproducable',
      '1:10: unexpected `reproducable`, expected one of `default`, `reproducible`, `multi-tenant`, `air-gapped`; did you mean `reproducible`?',
    ],
    ['profile: [default]', '1:10: unexpected list, expected one of `default`, `reproducible`, `multi-tenant`, `air-gapped`'],
    ['profile:', '1:9: unexpected empty value, expected one of `default`, `reproducible`, `multi-tenant`, `air-gapped`'],
    ['profile: ""', '1:10: unexpected empty text, expected one of `default`, `reproducible`, `multi-tenant`, `air-gapped`'],
    ['\n\nscope: lines', '3:8: unexpected `lines`, expected one of `changed-lines`, `changed-files`, `repository`'],
    ['rules: {latest-tags: off}', `1:9: unexpected \`latest-tags\`, expected one of ${IDS}; did you mean \`latest-tag\`?`],
    ['rules: {latest-tag: warn}', '1:21: unexpected `warn`, expected one of `off`, `info`, `warning`, `error`'],
    ['rules: {latest-tag: no}', '1:21: unexpected `no`, expected one of `off`, `info`, `warning`, `error`'],
    ['rules: [latest-tag]', `1:8: unexpected list, expected a map from one of ${IDS} to one of \`off\`, \`info\`, \`warning\`, \`error\``],
    ['enforce: latest-tag', `1:10: unexpected \`latest-tag\`, expected a list, each one of ${IDS}`],
    ['check: yes', '1:8: unexpected `yes`, expected `true` or `false`'],
    ['suggestions: 11', '1:14: unexpected `11`, expected a whole number from 0 to 10'],
    ['suggestions: -1', '1:14: unexpected `-1`, expected a whole number from 0 to 10'],
    ['suggestions: 1.5', '1:14: unexpected `1.5`, expected a whole number from 0 to 10'],
    ['suggestions: 0x5', '1:14: unexpected `0x5`, expected a whole number from 0 to 10'],
    ['suggestions: many', '1:14: unexpected `many`, expected a whole number from 0 to 10'],
    ['paths: [deploy/]', '1:8: unexpected list, expected a map with `include` and `exclude`'],
    ['paths: {includes: []}', '1:9: unexpected key `includes`, expected `include` or `exclude`; did you mean `include`?'],
    ['paths: {include: [./a]}', "1:19: unexpected `./a`, expected a path that starts at the repository's root, without `.` or `..`"],
    ['paths: {exclude: ["!a"]}', '1:19: unexpected `!`, expected a pattern that says what it matches'],
    ['pre-pulled: [""]', '1:14: unexpected empty pattern, expected at least one character'],
    ['pre-pulled: ["https://ghcr.io/a"]', '1:14: unexpected `https://`, expected a registry without a scheme, as `ghcr.io/acme/*`'],
    [
      'pre-pulled:\n- *.azurecr.io',
      '2:3: unexpected alias `*.azurecr.io`, expected an anchor `&.azurecr.io` above it; a pattern that begins with `*` must stand in quotes',
    ],
    [
      'registries: {ask: [https://ghcr.io/]}',
      '1:20: unexpected `https://ghcr.io/`, expected a registry as `ghcr.io`, `*.azurecr.io` or `registry.example.com:5000/team`; did you mean `ghcr.io`?',
    ],
    [
      'registries: {mirrors: {docker.io/library: m.io}}',
      '1:24: unexpected `docker.io/library`, expected a registry as `docker.io` or `registry.example.com:5000`',
    ],
    [
      'registries: {mirrors: {docker.io: "http://m.io/hub"}}',
      '1:35: unexpected `http://m.io/hub`, expected a registry with or without a path, as `mirror.example.com/docker-hub`; did you mean `m.io/hub`?',
    ],
    [
      'platforms: [linux/x86_64]',
      '1:13: unexpected `linux/x86_64`, expected a platform as `linux/amd64` or `linux/arm/v7`; did you mean `linux/amd64`?',
    ],
    [
      'platforms: [aarch64]',
      '1:13: unexpected `aarch64`, expected a platform as `linux/amd64` or `linux/arm/v7`; did you mean `linux/arm64`?',
    ],
    ['platforms: [amd64]', '1:13: unexpected `amd64`, expected a platform as `linux/amd64` or `linux/arm/v7`'],
    ['floating-tags: ["a b"]', '1:17: unexpected `a b`, expected a tag as `nightly`'],
    ['placeholders: ["*"]', '1:16: unexpected `*`, expected a pattern as `ko://*`'],
    ['ignore: [{reason: x}]', '1:10: unexpected map without any of `image`, `path`, `rules`, expected one of them at least'],
    ['ignore: [{path: a}]', '1:10: unexpected map without `reason`, expected a reason in words under it'],
    ['ignore: [{path: a, reason: " "}]', '1:28: unexpected ` `, expected a reason in words'],
    ['ignore: [{path: a, reason: x, until: 2026-02-30}]', '1:38: unexpected `2026-02-30`, expected a date as `2026-12-31`'],
    ['ignore: [{path: a, reason: x, until: 2026-6-1}]', '1:38: unexpected `2026-6-1`, expected a date as `2026-12-31`'],
    ['ignore: [nginx]', '1:10: unexpected `nginx`, expected a map with a `reason` and what it is for'],
    [
      'custom-resources: [{apiVersion: v1, kind: Flow}]',
      '1:20: unexpected map without any of `podSpec`, `image`, expected one of them at least',
    ],
    [
      'custom-resources: [{kind: Flow, image: spec.image}]',
      '1:20: unexpected map without `apiVersion`, expected an apiVersion as `example.com/v1` under it',
    ],
    [
      'custom-resources: [{apiVersion: v1, kind: Flow, image: spec..image}]',
      '1:56: unexpected `spec..image`, expected a path as `spec.template.spec` or `spec.steps[*].image`',
    ],
    ['scope: repository\nscope: changed-files', '2:1: unexpected second `scope`, expected it once: it stands in line 1 already'],
    ['rules: {latest-tag: off, latest-tag: info}', '1:26: unexpected second `latest-tag`, expected it once: it stands in line 1 already'],
    ['<<: *x', '1:5: unexpected alias `*x`, expected an anchor `&x` above it; a pattern that begins with `*` must stand in quotes'],
    ['rules: &x {}\n<<: *x', '2:1: unexpected merge or nested key, expected a plain one'],
    ['? [a]\n: b', '1:3: unexpected sequence as a key, expected text'],
    ['- profile: default', '1:1: unexpected list, expected a map of settings'],
    ['default', '1:1: unexpected `default`, expected a map of settings'],
    ['profile: default\n---\nprofile: default', '3:1: unexpected second document, expected one'],
  ])('%j', (text, mistake) => expect(mistakesIn(text)).toEqual([mistake]))

  test('a text that is no YAML says so at its place', () => {
    const [first = '', ...others] = mistakesIn('profile: default\nrules: {latest-tag: off')
    expect(others).toEqual([])
    expect(first).toMatch(/^2:\d+: unexpected .*, expected /)
  })

  test('a value that is long or of several lines is cut to one', () => {
    expect(mistakesIn(`scope: ${'x'.repeat(1000)}`)[0]).toHaveLength(
      `1:8: unexpected \`${'x'.repeat(60)}…\`, expected one of \`changed-lines\`, \`changed-files\`, \`repository\``.length,
    )
    expect(mistakesIn('scope: "a\\nb"')).toEqual(['1:8: unexpected `a b`, expected one of `changed-lines`, `changed-files`, `repository`'])
  })

  test('all mistakes are told at once, from the top', () => {
    const mistakes = mistakesIn('suggestions: 99\nregistries:\n  asks: []\n  ask: [" "]\nscope: all\n')
    expect(mistakes.map(line => line.split(': ')[0])).toEqual(['1:14', '3:3', '4:9', '5:8'])
  })

  test('of very many, twenty are told', () => {
    const mistakes = mistakesIn(`platforms: [${'x, '.repeat(50)}]`)
    expect(mistakes).toHaveLength(21)
    expect(mistakes.at(-1)).toBe('and 30 more')
  })

  test('rules are those that are handed in', () => {
    expect(() => readConfig('rules: {latest-tag: off}', PATH, { surface: 'check', ruleIds: ['stale-latest'] })).toThrow(
      `${PATH}:1:9: unexpected \`latest-tag\`, expected \`stale-latest\``,
    )
  })
})

describe('laying one over the other', () => {
  test('lists and values replace, maps are laid over key by key', () => {
    const file = read(
      'rules: {latest-tag: off, never-pull: error}\nplatforms: [linux/amd64]\npaths: {include: [a], exclude: [b]}\nscope: repository',
    )
    const merged = mergeConfig(file, {
      rules: { 'never-pull': 'off' },
      platforms: ['linux/arm64'],
      paths: { exclude: [] },
      failOn: undefined,
    })
    expect(merged).toEqual({
      ...file,
      rules: { 'latest-tag': 'off', 'never-pull': 'off' },
      platforms: ['linux/arm64'],
      paths: { include: ['a'], exclude: [] },
    })
  })

  test('nothing over something is that something', () => expect(mergeConfig(DEFAULTS, {})).toEqual(DEFAULTS))
})

test('any text is read or refused as the user’s mistake', () => {
  const line = fc.constantFrom(
    'profile: default',
    'rules:',
    '  latest-tag: off',
    '- a',
    'ignore: [',
    ']',
    '{',
    'x: y',
    '---',
    '# c',
    '\t',
    'paths: {include: [a]}',
    '? b',
    '&a',
    '*a',
    '"',
    "'",
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), lines => {
      expect(Array.isArray(mistakesIn(lines.join('\n')))).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test('hostile: a megabyte of unknown keys is refused in good time', () => {
  const started = process.cpuUsage()
  expect(mistakesIn(Array.from({ length: 50_000 }, (_, index) => `key${index}: 1`).join('\n'))).toHaveLength(21)
  expect(ownMilliseconds(started)).toBeLessThan(3000)
})
