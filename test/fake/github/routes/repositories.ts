import { accountJson, publicUserJson } from '../accounts.ts'
import { notAccessible, notFound } from '../api-error.ts'
import { ok, onRepository, type Routes, tokenOf } from '../api-request.ts'
import { commitJson } from '../commit-json.ts'
import type { Role } from '../repository.ts'
import { fullRepositoryJson } from '../repository-json.ts'

const RANK: readonly (Role | undefined)[] = [undefined, 'read', 'triage', 'write', 'maintain', 'admin']

/** Repositories, their branches, and people. */
export const repositoryRoutes: Routes = {
  'GET /repos/{owner}/{repo}': onRepository('metadata', 'read', (_request, repository) => ok(fullRepositoryJson(repository))),

  'GET /repos/{owner}/{repo}/branches/{branch}': onRepository('contents', 'read', ({ parameters }, repository) => {
    const name = parameters.branch ?? ''
    const oid = repository.git.readRef(`refs/heads/${name}`)
    if (oid === undefined) throw notFound()
    const url = repository.url(`/branches/${name}`)
    return ok({
      name,
      commit: commitJson(repository, repository.git.commit(oid)),
      _links: { self: url, html: repository.htmlUrl(`/tree/${name}`) },
      protected: repository.protectedBranches.has(parameters.branch ?? ''),
      protection: { enabled: false, required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] } },
      protection_url: `${url}/protection`,
    })
  }),

  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': onRepository('metadata', 'read', ({ world, parameters }, repository) => {
    const account = world.findAccount(parameters.username ?? '')
    if (account === undefined) throw notFound()
    const role = repository.roleOf(account)
    const rank = RANK.indexOf(role)
    const permissions = Object.fromEntries(
      [
        ['pull', 'read'] as const,
        ['triage', 'triage'] as const,
        ['push', 'write'] as const,
        ['maintain', 'maintain'] as const,
        ['admin', 'admin'] as const,
      ].map(([name, needed]) => [name, rank >= RANK.indexOf(needed)]),
    )
    const shown = role === 'triage' ? 'read' : role === 'maintain' ? 'write' : (role ?? 'none')
    return ok({
      permission: shown,
      role_name: role ?? 'none',
      user: { ...accountJson(world, account), permissions, role_name: role ?? 'none' },
    })
  }),

  'GET /user': request => {
    const { kind, actor } = tokenOf(request)
    if (kind !== 'user') throw notAccessible()
    return ok(publicUserJson(request.world, actor.account))
  },

  'GET /users/{username}': ({ world, parameters }) => {
    const account = world.findAccount(parameters.username ?? '')
    if (account === undefined) throw notFound()
    return ok(publicUserJson(world, account))
  },
}
