import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * Cuts from GitHub's OpenAPI description the part that the fake GitHub speaks, and writes it beside the fake, with its licence.
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
 *     node scripts/github-openapi-subset.ts package
 *
 * The whole package is 385 MB, so it is no dependency. Texts and examples are left out: the subset says shapes and limits only.
 */
function main(packageFolder: string): void {
  const description = readJson(join(packageFolder, 'generated/api.github.com.json'))
  const version = String(at(readJson(join(packageFolder, 'package.json')), 'version'))
  const target = fileURLToPath(new URL('../test/fake/github/', import.meta.url))
  writeFileSync(join(target, 'openapi-subset.json'), `${JSON.stringify(subsetOf(description, version))}\n`)
  copyFileSync(join(packageFolder, 'LICENSE'), join(target, 'OPENAPI-LICENSE'))
}

/** What the fake answers: a path as GitHub writes it, and the methods. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  '/app': ['get'],
  '/app-manifests/{code}/conversions': ['post'],
  '/app/hook/config': ['get', 'patch'],
  '/app/hook/deliveries': ['get'],
  '/app/hook/deliveries/{delivery_id}': ['get'],
  '/app/hook/deliveries/{delivery_id}/attempts': ['post'],
  '/app/installations': ['get'],
  '/app/installations/{installation_id}': ['get', 'delete'],
  '/app/installations/{installation_id}/access_tokens': ['post'],
  '/app/installations/{installation_id}/suspended': ['put', 'delete'],
  '/installation/repositories': ['get'],
  '/installation/token': ['delete'],
  '/orgs/{org}/installation': ['get'],
  '/rate_limit': ['get'],
  '/repos/{owner}/{repo}': ['get'],
  '/repos/{owner}/{repo}/branches/{branch}': ['get'],
  '/repos/{owner}/{repo}/check-runs': ['post'],
  '/repos/{owner}/{repo}/check-runs/{check_run_id}': ['get', 'patch'],
  '/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': ['get'],
  '/repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest': ['post'],
  '/repos/{owner}/{repo}/collaborators/{username}/permission': ['get'],
  '/repos/{owner}/{repo}/commits': ['get'],
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls': ['get'],
  '/repos/{owner}/{repo}/commits/{ref}': ['get'],
  '/repos/{owner}/{repo}/commits/{ref}/check-runs': ['get'],
  '/repos/{owner}/{repo}/compare/{basehead}': ['get'],
  '/repos/{owner}/{repo}/contents/{path}': ['get'],
  '/repos/{owner}/{repo}/git/blobs': ['post'],
  '/repos/{owner}/{repo}/git/blobs/{file_sha}': ['get'],
  '/repos/{owner}/{repo}/git/commits': ['post'],
  '/repos/{owner}/{repo}/git/commits/{commit_sha}': ['get'],
  '/repos/{owner}/{repo}/git/matching-refs/{ref}': ['get'],
  '/repos/{owner}/{repo}/git/ref/{ref}': ['get'],
  '/repos/{owner}/{repo}/git/refs': ['post'],
  '/repos/{owner}/{repo}/git/refs/{ref}': ['patch', 'delete'],
  '/repos/{owner}/{repo}/git/trees': ['post'],
  '/repos/{owner}/{repo}/git/trees/{tree_sha}': ['get'],
  '/repos/{owner}/{repo}/installation': ['get'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['get', 'patch', 'delete'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': ['post'],
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/pulls': ['get', 'post'],
  '/repos/{owner}/{repo}/pulls/comments/{comment_id}': ['get', 'patch', 'delete'],
  '/repos/{owner}/{repo}/pulls/{pull_number}': ['get', 'patch'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies': ['post'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/commits': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/files': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews': ['get', 'post'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}': ['get', 'put', 'delete'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/comments': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals': ['put'],
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/events': ['post'],
  '/user': ['get'],
  '/users/{username}': ['get'],
  '/users/{username}/installation': ['get'],
}

/** The webhooks that the fake sends, in GitHub's own names for them. */
const WEBHOOKS: readonly string[] = [
  'check-run-completed',
  'check-run-created',
  'check-run-requested-action',
  'check-run-rerequested',
  'installation-created',
  'installation-deleted',
  'installation-new-permissions-accepted',
  'installation-repositories-added',
  'installation-repositories-removed',
  'installation-suspend',
  'installation-unsuspend',
  'issue-comment-created',
  'merge-group-checks-requested',
  'merge-group-destroyed',
  'pull-request-closed',
  'pull-request-converted-to-draft',
  'pull-request-edited',
  'pull-request-opened',
  'pull-request-ready-for-review',
  'pull-request-reopened',
  'pull-request-synchronize',
  'push',
]

/** Fields that GitHub does answer with `null`, though its description says otherwise: an outdated comment's line, a deleted fork. */
const NULLABLE: Readonly<Record<string, readonly string[]>> = {
  'pull-request-review-comment': ['line', 'position'],
  'review-comment': ['line'],
  'pull-request': ['head.repo'],
  'pull-request-simple': ['head.repo'],
  'webhook-pull-request-synchronize': ['pull_request.head.repo'],
}

/** Answers that the description gets wrong: it asks for an account that is a user and an enterprise at once. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  'apps/list-installations': { type: 'array', items: { $ref: '#/components/schemas/installation' } },
}

const TEXTS = new Set(['description', 'example', 'examples', 'externalDocs', 'summary', 'tags', 'title', 'deprecated', 'default'])
/** GitHub's own extensions are left out as well, but for the mark of a path's variable that may hold slashes. */
const isText = (key: string) => TEXTS.has(key) || (key.startsWith('x-') && key !== 'x-multi-segment')

function subsetOf(description: unknown, version: string): unknown {
  const paths = Object.fromEntries(Object.entries(OPERATIONS).map(([path, methods]) => [path, operationsAt(description, path, methods)]))
  const webhooks = Object.fromEntries(WEBHOOKS.map(name => [name, payloadSchema(description, name)]))
  return {
    openapi: at(description, 'openapi'),
    info: { title: 'A subset of the GitHub v3 REST API', version: `@octokit/openapi ${version}`, license: { name: 'MIT' } },
    paths,
    'x-webhooks': webhooks,
    components: componentsFor(description, [paths, webhooks]),
  }
}

function operationsAt(description: unknown, path: string, methods: readonly string[]): unknown {
  const item = at(at(description, 'paths'), path)
  return Object.fromEntries(methods.map(method => [method, operation(description, at(item, method), `${method} ${path}`)]))
}

function operation(description: unknown, full: unknown, name: string): unknown {
  if (full === undefined) throw new Error(`GitHub has no operation ${name}`)
  const body = at(at(at(at(full, 'requestBody'), 'content'), 'application/json'), 'schema')
  const parameters = listAt(full, 'parameters').map(parameter => withoutTexts(resolved(description, parameter)))
  const operationId = String(at(full, 'operationId'))
  const responses = Object.entries(recordAt(full, 'responses')).map(([status, response]) => [
    status,
    status === '200' && operationId in ANSWERS ? ANSWERS[operationId] : responseSchema(description, response),
  ])
  return {
    operationId,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: { required: at(at(full, 'requestBody'), 'required') === true, schema: withoutTexts(body) } }),
    responses: Object.fromEntries(responses),
  }
}

/** `null` stands for a response without a JSON body (204, 304, a redirect). */
function responseSchema(description: unknown, response: unknown): unknown {
  const schema = at(at(at(resolved(description, response), 'content'), 'application/json'), 'schema')
  return schema === undefined ? null : withoutTexts(schema)
}

function payloadSchema(description: unknown, name: string): unknown {
  const webhook = at(at(description, 'x-webhooks'), name)
  if (webhook === undefined) throw new Error(`GitHub has no webhook ${name}`)
  return withoutTexts(at(at(at(at(at(webhook, 'post'), 'requestBody'), 'content'), 'application/json'), 'schema'))
}

/** The components that these parts name, and those that they name in turn. */
function componentsFor(description: unknown, parts: readonly unknown[]): unknown {
  const schemas: Record<string, unknown> = {}
  const waiting = parts.flatMap(referencesIn)
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    const name = reference.replace('#/components/schemas/', '')
    if (name in schemas) continue
    schemas[name] = corrected(name, withoutTexts(resolved(description, { $ref: reference })))
    waiting.push(...referencesIn(schemas[name]))
  }
  return { schemas: Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1))) }
}

function corrected(name: string, schema: unknown): unknown {
  return (NULLABLE[name] ?? []).reduce<unknown>((part, field) => nullableAt(part, field.split('.')), schema)
}

function nullableAt(schema: unknown, [field = '', ...deeper]: readonly string[]): unknown {
  const properties = recordAt(schema, 'properties')
  const inner = at(properties, field)
  if (inner === undefined) throw new Error(`there is no field ${field} to correct`)
  const changed = deeper.length > 0 ? nullableAt(inner, deeper) : { anyOf: [inner], nullable: true }
  return { ...recordAt({ schema }, 'schema'), properties: { ...properties, [field]: changed } }
}

function referencesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  const reference = at(part, '$ref')
  return typeof reference === 'string' ? [reference] : Object.values(part).flatMap(referencesIn)
}

function resolved(description: unknown, part: unknown): unknown {
  const reference = at(part, '$ref')
  if (typeof reference !== 'string') return part
  return reference
    .slice('#/'.length)
    .split('/')
    .reduce((value, key) => at(value, key), description)
}

/** Drops what only people read. Under `properties` a key is a field's name, however it is spelt (`title`, `description`). */
function withoutTexts(part: unknown, isFieldList = false): unknown {
  if (Array.isArray(part)) return part.map(item => withoutTexts(item))
  if (typeof part !== 'object' || part === null) return part
  const kept = Object.entries(part).filter(([key]) => isFieldList || !isText(key))
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutTexts(value, key === 'properties' && !isFieldList)]))
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = at(value, key)
  return Array.isArray(list) ? list : []
}

function recordAt(value: unknown, key: string): object {
  const record = at(value, key)
  return typeof record === 'object' && record !== null ? record : {}
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const packageFolder = process.argv[2]
  if (packageFolder === undefined) throw new Error('expected the folder of the unpacked package @octokit/openapi')
  main(packageFolder)
}
