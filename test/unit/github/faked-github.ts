import { getOctokit } from '@actions/github'
import type { GitHubWriteAccess } from '../../../src/github/write-api.ts'
import type { FakeGitHub } from '../../fake/github/fake-github.ts'
import type { FakeRepository } from '../../fake/github/repository.ts'

/** The Action's Octokit before the fake. The waits are only written down, in milliseconds. */
export function accessToFake(
  github: FakeGitHub,
  repository: FakeRepository,
  token: string,
): GitHubWriteAccess & { readonly waits: number[] } {
  const api = getOctokit(token, { baseUrl: github.apiUrl })
  const waits: number[] = []
  const wait = async (milliseconds: number) => void waits.push(milliseconds)
  return { api, repository: { owner: repository.owner.login, repo: repository.name }, wait, waits }
}
