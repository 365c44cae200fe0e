import type { FakeApp } from '../../fake/github/app.ts'
import type { FakeGitHub } from '../../fake/github/fake-github.ts'
import type { FakePull } from '../../fake/github/pull.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'
import { APP_OPTIONS } from './app-environment.ts'
import { deployment } from './manifests.ts'

/** A pull request of which there is something to say, in a repository of its own that asks no registry. */
export interface AlarmingPull {
  readonly app: FakeApp
  readonly installation: number
  readonly repository: FakeRepository
  readonly pull: FakePull
}

/** Opens one, with the app installed. */
export function openAlarmingPull(github: FakeGitHub): AlarmingPull {
  const app = github.app(APP_OPTIONS)
  const files = { 'web.yaml': deployment('web', { image: 'acme/app:1.4.0' }), '.github/pull-policy.yml': 'profile: air-gapped\n' }
  const repository = github.repository(`acme/shop-${github.world.newId()}`, { files })
  const { id: installation } = app.install(repository)
  const pull = repository.pullRequest({ head: { files: { 'web.yaml': deployment('web', { image: 'acme/app:latest', policy: 'Never' }) } } })
  return { app, installation, repository, pull }
}
