import { describe, expect, test } from '@jest/globals'
import { type ConfigOverrides, DEFAULTS, mergeConfig } from '../../../src/config/config.ts'
import { type ConfigInputs, readInputs } from '../../../src/config/config-inputs.ts'
import { UserError } from '../../../src/user-error.ts'

function read(inputs: ConfigInputs): ConfigOverrides {
  return readInputs(inputs, { code: 'bad-input', nameOf: key => `input \`${key}\`` })
}

function given(inputs: ConfigInputs): ConfigOverrides {
  return Object.fromEntries(Object.entries(read(inputs)).filter(([, value]) => value !== undefined))
}

describe('what is given beside the file', () => {
  test.each<[ConfigInputs, ConfigOverrides]>([
    [{}, {}],
    [{ scope: '', platforms: ' \n' }, {}],
    [{ scope: 'repository' }, { scope: 'repository' }],
    [{ scope: ' repository\n' }, { scope: 'repository' }],
    [{ comment: 'off' }, { comment: 'off' }],
    [
      { suggestions: '3', check: 'true' },
      { suggestions: 3, check: true },
    ],
    [{ platforms: 'linux/amd64' }, { platforms: ['linux/amd64'] }],
    [{ platforms: 'linux/amd64, linux/arm64' }, { platforms: ['linux/amd64', 'linux/arm64'] }],
    [{ platforms: 'linux/amd64\r\nlinux/arm64\n' }, { platforms: ['linux/amd64', 'linux/arm64'] }],
    [{ platforms: '[linux/amd64, linux/arm64]' }, { platforms: ['linux/amd64', 'linux/arm64'] }],
    [{ platforms: '- linux/amd64\n- linux/arm64' }, { platforms: ['linux/amd64', 'linux/arm64'] }],
    [{ 'pre-pulled': '*.azurecr.io, ghcr.io/acme' }, { prePulled: ['*.azurecr.io', 'ghcr.io/acme'] }],
    [{ rules: 'latest-tag: off\nnever-pull: error' }, { rules: { 'latest-tag': 'off', 'never-pull': 'error' } }],
    [{ rules: '{latest-tag: off}' }, { rules: { 'latest-tag': 'off' } }],
    [{ registries: 'permitted: [ghcr.io]' }, { registries: { permitted: ['ghcr.io'] } }],
  ])('%j', (inputs, expected) => expect(mergeConfig(DEFAULTS, given(inputs))).toEqual(mergeConfig(DEFAULTS, expected)))

  test('what is not given leaves the file’s word', () => expect(given({ scope: '' })).toEqual({}))
})

test('all mistakes are told at once, by the names that people know', () => {
  const inputs: ConfigInputs = { scope: 'all', platforms: 'linux/amd64\nlinux/x64', 'fail-on': 'nevr', rules: 'latest-tag: of' }
  const expected = new UserError(
    'bad-input',
    [
      'input `rules`: unexpected `of`, expected one of `off`, `info`, `warning`, `error`; did you mean `off`?',
      'input `platforms`, line 2: unexpected `linux/x64`, expected a platform as `linux/amd64` or `linux/arm/v7`; did you mean `linux/amd64`?',
      'input `fail-on`: unexpected `nevr`, expected one of `error`, `warning`, `info`, `never`; did you mean `never`?',
      'input `scope`: unexpected `all`, expected one of `changed-lines`, `changed-files`, `repository`',
    ].join('\n'),
  )
  expect(() => read(inputs)).toThrow(expected)
})

test('a command’s flags go by their own names, and are wrong usage', () => {
  const flags = () => readInputs({ scope: 'al' }, { code: 'usage', nameOf: key => `--${key}` })
  expect(flags).toThrow('--scope: unexpected `al`, expected one of `changed-lines`, `changed-files`, `repository`')
  expect(flags).toThrow(expect.objectContaining({ code: 'usage' }))
})
