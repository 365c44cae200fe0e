import { appJson } from './accounts.ts'
import type { CheckAnnotation, CheckRun } from './check-run.ts'
import type { JsonObject } from './json.ts'
import { pullReferenceJson } from './pull-json.ts'

/** A check run as the API shows it. Webhooks tell more of its suite. */
export function checkRunJson(run: CheckRun, { forWebhook = false } = {}): JsonObject {
  const { repository } = run
  const url = repository.url(`/check-runs/${run.id}`)
  const pulls = run.pulls().map(pullReferenceJson)
  return {
    id: run.id,
    node_id: run.nodeId,
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: repository.htmlUrl(`/runs/${run.id}`),
    details_url: run.detailsUrl ?? repository.htmlUrl(`/runs/${run.id}`),
    status: run.status,
    conclusion: run.conclusion ?? null,
    started_at: run.startedAt,
    completed_at: run.completedAt ?? null,
    output: {
      title: run.title ?? null,
      summary: run.summary ?? null,
      text: run.text ?? null,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: forWebhook ? { ...suiteJson(run), pull_requests: pulls } : { id: run.suite.id },
    app: appJson(repository.world, run.app),
    pull_requests: pulls,
  }
}

/** An annotation as the API shows it. */
export function checkAnnotationJson(run: CheckRun, annotation: CheckAnnotation): JsonObject {
  const path = annotation.path.split('/').map(encodeURIComponent).join('/')
  return {
    path: annotation.path,
    blob_href: run.repository.htmlUrl(`/blob/${run.headSha}/${path}`),
    start_line: annotation.startLine,
    end_line: annotation.endLine,
    start_column: annotation.startColumn ?? null,
    end_column: annotation.endColumn ?? null,
    annotation_level: annotation.level,
    title: annotation.title ?? null,
    message: annotation.message,
    raw_details: annotation.rawDetails ?? null,
  }
}

function suiteJson({ suite, repository, startedAt, status, conclusion }: CheckRun): JsonObject {
  return {
    id: suite.id,
    node_id: `CS_kw${suite.id.toString(36)}`,
    head_sha: suite.headSha,
    head_branch: repository.openPulls().find(({ headSha }) => headSha === suite.headSha)?.headBranch ?? null,
    before: null,
    after: suite.headSha,
    status,
    conclusion: conclusion ?? null,
    url: repository.url(`/check-suites/${suite.id}`),
    created_at: startedAt,
    updated_at: startedAt,
    app: appJson(repository.world, suite.app),
  }
}
