import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { findConfiguration } from '../../../src/github/configuration.ts'
import { UserError } from '../../../src/user-error.ts'
import { type FakeGitHub, startFakeGitHub } from '../../fake/github/fake-github.ts'
import type { Files } from '../../fake/github/git/tree.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { accessToFake } from './faked-github.ts'

const PATH = '.github/pull-policy.yml'
const WITHOUT = { hasOrganisationFallback: false }
const WITH = { hasOrganisationFallback: true }

let github: FakeGitHub
let owners = 0

beforeAll(async () => {
  github = await startFakeGitHub()
})
afterEach(() => github.assertNoViolations())
afterAll(() => github.close())

function repositoryWith(files: Files, options: { readonly defaultBranch?: string; readonly private?: boolean } = {}): FakeRepository {
  owners += 1
  return github.repository(`owner-${owners}/shop`, { files: { 'a.yaml': 'a\n', ...files }, ...options })
}

function find(repository: FakeRepository, options = WITHOUT, token = github.actionsToken(repository)) {
  return findConfiguration(accessToFake(github, repository, token), options)
}

async function complaint(found: Promise<unknown>): Promise<UserError> {
  const error = await found.catch((thrown: unknown) => thrown)
  if (!(error instanceof UserError)) throw new Error('no complaint was made')
  return error
}

describe('the default branch has the configuration', () => {
  test('it is read there, in one request', async () => {
    const repository = repositoryWith({ [PATH]: 'fail-on: warning\n' }, { defaultBranch: 'trunk' })
    const before = github.requests.all.length
    expect(await find(repository)).toEqual({
      kind: 'found',
      path: PATH,
      text: 'fail-on: warning\n',
      ref: 'trunk',
      repository: repository.fullName,
      defaultBranch: 'trunk',
    })
    expect(github.requests.all.length - before).toBe(1)
  })

  test('and no other branch has a say, be it the head of a change', async () => {
    const repository = repositoryWith({ [PATH]: 'fail-on: error\n' })
    repository.pullRequest({ head: { files: { [PATH]: 'fail-on: never\n' } } })
    expect(await find(repository)).toMatchObject({ text: 'fail-on: error\n' })
  })

  test('an empty file is one', async () => {
    expect(await find(repositoryWith({ [PATH]: '' }))).toMatchObject({ kind: 'found', text: '' })
  })
})

test('no file is no configuration', async () => {
  expect(await find(repositoryWith({}, { defaultBranch: 'trunk' }))).toEqual({ kind: 'none', defaultBranch: 'trunk' })
})

describe('what is there and cannot be used is told', () => {
  test.each<[string, Files, RegExp]>([
    [
      'the other extension',
      { '.github/pull-policy.yaml': 'a: b\n' },
      /unexpected \.github\/pull-policy\.yaml on `main` of owner-\d+\/shop, expected \.github\/pull-policy\.yml; rename it/,
    ],
    [
      'both',
      { [PATH]: 'a: b\n', '.github/pull-policy.yaml': 'a: b\n' },
      /pull-policy\.yaml beside \.github\/pull-policy\.yml.*delete \.github\/pull-policy\.yaml/,
    ],
    ['more than 64 KiB', { [PATH]: `# ${'x'.repeat(65_536)}` }, /unexpected 65538 bytes in .* expected at most 65536; shorten it/],
    ['a symbolic link', { [PATH]: { symlink: '../a.yaml' } }, /unexpected symbolic link at .*expected a file/],
    ['a folder', { [`${PATH}/a`]: 'a' }, /unexpected folder at .*expected a file/],
    ['bytes that are no text', { [PATH]: Buffer.from('fail-on: \xe9\n', 'latin1') }, /unexpected bytes in .*expected text in UTF-8/],
    ['binary', { [PATH]: Buffer.from([0, 1, 2]) }, /unexpected bytes in .*expected text in UTF-8/],
  ])('%s', async (_name, files, expected) => {
    const error = await complaint(find(repositoryWith(files)))
    expect(error.code).toBe('bad-configuration')
    expect(error.message).toMatch(expected)
  })

  test('65,536 bytes are read', async () => {
    const text = `# ${'x'.repeat(65_534)}`
    expect(await find(repositoryWith({ [PATH]: text }))).toMatchObject({ kind: 'found', text })
  })
})

describe("the organisation's `.github` repository", () => {
  function organisation(repository: FakeRepository, files: Files, options: { readonly private?: boolean } = {}): FakeRepository {
    return github.repository(`${repository.owner.login}/.github`, { defaultBranch: 'settings', files, ...options })
  }

  test('serves where the repository has none, in the same request', async () => {
    const repository = repositoryWith({})
    const fallback = organisation(repository, { [PATH]: 'comment: off\n' })
    const before = github.requests.all.length
    expect(await find(repository, WITH)).toEqual({
      kind: 'found',
      path: PATH,
      text: 'comment: off\n',
      ref: 'settings',
      repository: fallback.fullName,
      defaultBranch: 'main',
    })
    expect(github.requests.all.length - before).toBe(1)
  })

  test('is silent where the repository speaks, and where nobody asked for it', async () => {
    const repository = repositoryWith({ [PATH]: 'comment: findings\n' })
    organisation(repository, { [PATH]: 'comment: off\n' })
    expect(await find(repository, WITH)).toMatchObject({ text: 'comment: findings\n' })
    const other = repositoryWith({})
    organisation(other, { [PATH]: 'comment: off\n' })
    expect(await find(other)).toEqual({ kind: 'none', defaultBranch: 'main' })
  })

  test('need not be there, nor be one that the token may read', async () => {
    const repository = repositoryWith({})
    expect(await find(repository, WITH)).toEqual({ kind: 'none', defaultBranch: 'main' })
    organisation(repository, { [PATH]: 'comment: off\n' }, { private: true })
    expect(await find(repository, WITH)).toEqual({ kind: 'none', defaultBranch: 'main' })
  })

  test('is told of by its name where it is wrong', async () => {
    const repository = repositoryWith({})
    organisation(repository, { '.github/pull-policy.yaml': '' })
    expect((await complaint(find(repository, WITH))).message).toMatch(/on `settings` of owner-\d+\/\.github, expected/)
  })

  test('is itself a repository like any other', async () => {
    const repository = repositoryWith({})
    const fallback = organisation(repository, { [PATH]: 'comment: off\n' })
    expect(await find(fallback, WITH)).toMatchObject({ kind: 'found', repository: fallback.fullName })
  })
})

test('a repository that the token may not read is no repository without configuration', async () => {
  const repository = repositoryWith({}, { private: true })
  const stranger = github.actionsToken(repositoryWith({}))
  expect((await complaint(find(repository, WITH, stranger))).message).toMatch(
    /the configuration of owner-\d+\/shop could not be read.*`contents: read`/,
  )
})

describe('where GraphQL does not serve', () => {
  const withoutGraph = () => github.failNext({ path: '/graphql', status: 404, body: { message: 'Not Found' } })

  test('it is read by REST, at the default branch', async () => {
    const repository = repositoryWith({ [PATH]: 'fail-on: warning\n' }, { defaultBranch: 'trunk' })
    repository.pullRequest({ head: { files: { [PATH]: 'fail-on: never\n' } } })
    withoutGraph()
    expect(await find(repository)).toMatchObject({ kind: 'found', text: 'fail-on: warning\n', ref: 'trunk', defaultBranch: 'trunk' })
    withoutGraph()
    expect(await find(repositoryWith({}))).toEqual({ kind: 'none', defaultBranch: 'main' })
  })

  test.each<[string, Files, RegExp]>([
    ['the other extension', { '.github/pull-policy.yaml': 'a: b\n' }, /unexpected \.github\/pull-policy\.yaml on `main`.*rename it/],
    ['more than 64 KiB', { [PATH]: `# ${'x'.repeat(65_536)}` }, /unexpected 65538 bytes/],
    ['more than comes at once', { [PATH]: `# ${'x'.repeat(2_000_000)}` }, /unexpected 2000002 bytes/],
    ['a folder', { [`${PATH}/a`]: 'a' }, /unexpected folder/],
    ['a link to nowhere', { [PATH]: { symlink: '../../away' } }, /unexpected symbolic link/],
    ['a submodule', { [PATH]: { submodule: 'c'.repeat(40) } }, /unexpected submodule/],
    ['bytes that are no text', { [PATH]: Buffer.from('fail-on: \xe9\n', 'latin1') }, /unexpected bytes/],
  ])('%s is told as ever', async (_name, files, expected) => {
    withoutGraph()
    expect((await complaint(find(repositoryWith(files)))).message).toMatch(expected)
  })

  test("the organisation's serves too, and need not be there", async () => {
    const repository = repositoryWith({})
    withoutGraph()
    expect(await find(repository, WITH)).toEqual({ kind: 'none', defaultBranch: 'main' })
    github.repository(`${repository.owner.login}/.github`, { files: { [PATH]: 'comment: off\n' } })
    withoutGraph()
    expect(await find(repository, WITH)).toMatchObject({ text: 'comment: off\n', repository: `${repository.owner.login}/.github` })
  })

  test('a repository that the token may not read is no repository without configuration', async () => {
    const repository = repositoryWith({}, { private: true })
    withoutGraph()
    expect((await complaint(find(repository, WITHOUT, github.actionsToken(repositoryWith({}))))).message).toMatch(
      /answered 404.*`contents: read`/,
    )
  })
})
