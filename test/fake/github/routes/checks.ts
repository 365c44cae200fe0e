import type { AppIdentity } from '../accounts.ts'
import { ApiError, notAccessible, notFound } from '../api-error.ts'
import { type ApiRequest, created, fieldsOf, ok, onRepository, paged, pagedWithin, type Routes, tokenOf } from '../api-request.ts'
import { type CheckAnnotation, CheckRun } from '../check-run.ts'
import { checkAnnotationJson, checkRunJson } from '../check-run-json.ts'
import type { Fields } from '../json.ts'
import { checkRunEvent } from '../payloads.ts'
import type { FakeRepository } from '../repository.ts'

/** Check runs. GitHub's description holds the limits (50 annotations a request, 65,535 characters); the rest is here. */
export const checkRoutes: Routes = {
  'POST /repos/{owner}/{repo}/check-runs': onRepository('checks', 'write', (request, repository) => {
    const fields = fieldsOf(request)
    const sha = fields.text('head_sha')
    if (repository.git.findCommit(sha)?.oid !== sha) throw new ApiError(422, `No commit found for SHA: ${sha}`)
    const annotations = annotationsOf(fields)
    checkCompletion(fields)
    const run = new CheckRun(repository, appOf(request), sha, fields.text('name'))
    update(run, fields, annotations)
    tell(request, run, 'created')
    if (run.status === 'completed') tell(request, run, 'completed')
    return created(checkRunJson(run))
  }),

  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': onRepository('checks', 'read', (request, repository) =>
    ok(checkRunJson(runOf(request, repository))),
  ),

  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': onRepository('checks', 'write', (request, repository) => {
    const fields = fieldsOf(request)
    const run = runOf(request, repository)
    const { id } = appOf(request)
    if (run.app.id !== id)
      throw new ApiError(403, `Invalid app_id \`${id}\` - check run can only be modified by the GitHub App that created it.`)
    const annotations = annotationsOf(fields)
    checkCompletion(fields)
    const wasCompleted = run.status === 'completed'
    update(run, fields, annotations)
    if (run.status === 'completed' && !wasCompleted) tell(request, run, 'completed')
    return ok(checkRunJson(run))
  }),

  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': onRepository('checks', 'read', (request, repository) => {
    const run = runOf(request, repository)
    return paged(request, run.annotations, annotation => checkAnnotationJson(run, annotation))
  }),

  'POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest': onRepository('checks', 'write', (request, repository) => {
    const run = runOf(request, repository)
    run.rerequest(tokenOf(request).actor.account)
    return created({})
  }),

  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': onRepository('checks', 'read', (request, repository) => {
    const { query, parameters } = request
    const commit = repository.git.findCommit(parameters.ref ?? '')
    if (commit === undefined) throw new ApiError(422, `No commit found for SHA: ${parameters.ref}`)
    const [name, status, appId] = [query.get('check_name'), query.get('status'), query.get('app_id')]
    const runs = repository.checkRuns.filter(
      run =>
        run.headSha === commit.oid &&
        (name === null || run.name === name) &&
        (status === null || run.status === status) &&
        (appId === null || run.app.id === Number(appId)),
    )
    return pagedWithin(request, 'check_runs', query.get('filter') === 'all' ? runs : latestOf(runs), run => checkRunJson(run))
  }),
}

/** Of runs with one name, in one suite, only the last made is shown. */
function latestOf(runs: readonly CheckRun[]): readonly CheckRun[] {
  return [...new Map(runs.map(run => [`${run.suite.id} ${run.name}`, run])).values()]
}

function update(run: CheckRun, fields: Fields, annotations: readonly CheckAnnotation[]): void {
  const output = fields.inside('output')
  run.name = fields.optionalText('name') ?? run.name
  run.externalId = fields.optionalText('external_id') ?? run.externalId
  run.detailsUrl = fields.optionalText('details_url') ?? run.detailsUrl
  run.startedAt = fields.optionalText('started_at') ?? run.startedAt
  run.title = output.optionalText('title') ?? run.title
  run.summary = output.optionalText('summary') ?? run.summary
  run.text = output.optionalText('text') ?? run.text
  run.annotations.push(...annotations)
  if (fields.has('actions')) run.actions = fields.items('actions').map(actionOf)
  setStatus(run, fields)
}

/** A conclusion completes a run, whatever status comes with it; any other status opens it again. */
function setStatus(run: CheckRun, fields: Fields): void {
  const conclusion = fields.optionalText('conclusion')
  const status = conclusion === undefined ? fields.optionalText('status') : 'completed'
  if (status === undefined) return
  if (status === 'completed' && run.status !== 'completed') run.completions += 1
  run.status = status
  run.conclusion = conclusion
  run.completedAt = status === 'completed' ? (fields.optionalText('completed_at') ?? run.repository.world.timestamp()) : undefined
}

function checkCompletion(fields: Fields): void {
  const conclusion = fields.optionalText('conclusion')
  if (fields.optionalText('status') === 'completed' && conclusion === undefined)
    throw invalidRequest('Missing required key "conclusion" for a completed check run.')
  if (conclusion === 'stale') throw invalidRequest('Only GitHub can set the conclusion "stale".')
  if (fields.has('output') && fields.inside('output').optionalText('title') === undefined && fields.inside('output').has('annotations')) {
    throw invalidRequest('"title" wasn\'t supplied.')
  }
}

function annotationsOf(fields: Fields): readonly CheckAnnotation[] {
  return fields
    .inside('output')
    .items('annotations')
    .map(item => {
      const annotation = {
        path: item.text('path'),
        startLine: item.integer('start_line'),
        endLine: item.integer('end_line'),
        startColumn: item.optionalInteger('start_column'),
        endColumn: item.optionalInteger('end_column'),
        level: item.text('annotation_level'),
        message: item.text('message'),
        title: item.optionalText('title'),
        rawDetails: item.optionalText('raw_details'),
      }
      checkAnnotation(annotation)
      return annotation
    })
}

/** What GitHub asks of an annotation in words only. */
function checkAnnotation({ startLine, endLine, startColumn, endColumn, message, title, rawDetails }: CheckAnnotation): void {
  const kilobytes64 = 64 * 1024
  if (endLine < startLine) throw invalidRequest('"end_line" must not be less than "start_line".')
  if (startLine !== endLine && (startColumn !== undefined || endColumn !== undefined))
    throw invalidRequest('columns may only be given for an annotation of one line.')
  if (Buffer.byteLength(message) > kilobytes64) throw invalidRequest('"message" exceeds 64 KB.')
  if (Buffer.byteLength(rawDetails ?? '') > kilobytes64) throw invalidRequest('"raw_details" exceeds 64 KB.')
  if ((title ?? '').length > 255) throw invalidRequest('"title" exceeds 255 characters.')
}

function actionOf(fields: Fields) {
  return { label: fields.text('label'), description: fields.text('description'), identifier: fields.text('identifier') }
}

function runOf({ parameters }: ApiRequest, repository: FakeRepository): CheckRun {
  const run = repository.checkRuns.find(({ id }) => id === Number(parameters.check_run_id))
  if (run === undefined) throw notFound()
  return run
}

function appOf(request: ApiRequest): AppIdentity {
  const { app } = tokenOf(request).actor
  if (app === undefined) throw notAccessible()
  return app
}

function tell(request: ApiRequest, run: CheckRun, action: 'created' | 'completed'): void {
  request.world.emit(checkRunEvent(run, action, tokenOf(request).actor.account))
}

function invalidRequest(reason: string): ApiError {
  return new ApiError(422, `Invalid request.\n\n${reason}`)
}
