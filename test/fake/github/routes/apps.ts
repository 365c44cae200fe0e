import type { Permissions } from '../access.ts'
import { appJson } from '../accounts.ts'
import { notAccessible, notFound } from '../api-error.ts'
import {
  type Answer,
  type ApiRequest,
  asApp,
  created,
  fieldsOf,
  noContent,
  ok,
  paged,
  pagedWithin,
  type Routes,
  tokenOf,
} from '../api-request.ts'
import type { FakeApp } from '../app.ts'
import { type FakeInstallation, installationJson } from '../installation.ts'
import type { FakeRepository } from '../repository.ts'
import { repositoryJson } from '../repository-json.ts'

/** What apps ask in their own name, and what installations ask of themselves. */
export const appRoutes: Routes = {
  'GET /app': asApp((request, app) => ok({ ...appJson(request.world, app), installations_count: activeOf(app).length })),

  'POST /app-manifests/{code}/conversions': request => {
    const app = request.apps.find(one => one.manifestCode === request.parameters.code)
    if (app === undefined) throw notFound()
    app.manifestCode = undefined
    const secrets = { client_id: app.clientId, client_secret: 'f'.repeat(40), webhook_secret: app.webhook.secret, pem: app.privateKey }
    return created({ ...appJson(request.world, app), ...secrets })
  },

  'GET /app/installations': asApp((request, app) => paged(request, activeOf(app), installationJson)),
  'GET /app/installations/{installation_id}': asApp((request, app) => ok(installationJson(installationOf(request, app)))),
  'GET /repos/{owner}/{repo}/installation': asApp(({ parameters: { owner, repo }, world }, app) => {
    const repository = world.findRepository(`${owner}/${repo}`)
    return ok(installationJson(found(activeOf(app).find(one => repository !== undefined && one.covers(repository)))))
  }),
  'GET /orgs/{org}/installation': asApp(({ parameters }, app) => ok(installationJson(installationOn(app, parameters.org)))),
  'GET /users/{username}/installation': asApp(({ parameters }, app) => ok(installationJson(installationOn(app, parameters.username)))),

  'POST /app/installations/{installation_id}/access_tokens': asApp((request, app) => {
    const installation = installationOf(request, app)
    const repositories = wantedRepositories(request, installation)
    const permissions = wantedPermissions(request)
    const { token, expiresAt } = installation.issueToken({ ...(permissions && { permissions }), ...(repositories && { repositories }) })
    return created({
      token: token.value,
      expires_at: expiresAt,
      permissions: token.permissions,
      repository_selection: repositories === undefined ? installation.selection : 'selected',
      ...(repositories !== undefined && { repositories: repositories.map(repositoryJson) }),
    })
  }),

  'PUT /app/installations/{installation_id}/suspended': changed(installation => installation.suspend()),
  'DELETE /app/installations/{installation_id}/suspended': changed(installation => installation.unsuspend()),
  'DELETE /app/installations/{installation_id}': changed(installation => installation.delete()),

  'GET /installation/repositories': request => {
    const token = tokenOf(request)
    if (token.kind === 'user') throw notAccessible()
    const repositories = [...request.world.repositories.values()].filter(repository => token.covers(repository))
    return pagedWithin(request, 'repositories', repositories, repositoryJson, { repository_selection: 'selected' })
  },

  'DELETE /installation/token': request => {
    request.revoke(tokenOf(request))
    return noContent()
  },

  'GET /app/hook/config': asApp((_request, app) => ok(hookJson(app))),
  'PATCH /app/hook/config': asApp((request, app) => {
    const fields = fieldsOf(request)
    app.webhook.url = fields.optionalText('url') ?? app.webhook.url
    app.webhook.secret = fields.optionalText('secret') ?? app.webhook.secret
    return ok(hookJson(app))
  }),
}

function changed(change: (installation: FakeInstallation) => void): Answer {
  return asApp((request, app) => {
    change(installationOf(request, app))
    return noContent()
  })
}

function activeOf(app: FakeApp): readonly FakeInstallation[] {
  return app.installations.filter(({ isDeleted }) => !isDeleted)
}

function installationOf({ parameters }: ApiRequest, app: FakeApp): FakeInstallation {
  return found(activeOf(app).find(({ id }) => id === Number(parameters.installation_id)))
}

function installationOn(app: FakeApp, login: string | undefined): FakeInstallation {
  return found(activeOf(app).find(({ account }) => account.login.toLowerCase() === login?.toLowerCase()))
}

function found(installation: FakeInstallation | undefined): FakeInstallation {
  if (installation === undefined) throw notFound()
  return installation
}

/** The repositories that a token is to be for, by name or number; `undefined` for all that the installation has. */
function wantedRepositories(request: ApiRequest, { account }: FakeInstallation): readonly FakeRepository[] | undefined {
  const fields = fieldsOf(request)
  const names = fields.texts('repositories')
  const ids = fields.integers('repository_ids')
  if (names.length + ids.length === 0) return undefined
  const wanted = [...request.world.repositories.values()].filter(
    repository => ids.includes(repository.id) || (repository.owner === account && names.includes(repository.name)),
  )
  if (wanted.length < names.length + ids.length) throw notFound()
  return wanted
}

function wantedPermissions(request: ApiRequest): Permissions | undefined {
  const entries = Object.entries(fieldsOf(request).raw('permissions') ?? {})
  if (entries.length === 0) return undefined
  return Object.fromEntries(entries.map(([name, level]) => [name, level === 'read' ? 'read' : level === 'admin' ? 'admin' : 'write']))
}

function hookJson({ webhook }: FakeApp) {
  return { url: webhook.url, content_type: 'json', secret: '********', insecure_ssl: '0' }
}
