import type { Finding, Review, ReviewedContainer, ReviewedImage, Skipped, Suppression } from '../report/review.ts'
import type { Place } from '../source/place.ts'
import { jsonLine } from './escape/json.ts'
import type { Tool } from './tool.ts'

/**
 * The public report: `schemaVersion` 1, described by `schema/report.schema.json`. Each container and each finding is on a
 * line of its own, so that reports can be compared and searched line by line. The same review gives the same bytes. What is
 * out of scope is not here, as it is not in the counts; superseded findings are.
 */
export function renderJson(review: Review, tool: Tool): string {
  const members = [
    member('schemaVersion', 1),
    member('tool', { name: tool.name, version: tool.version }),
    member('change', review.change && changeOf(review.change)),
    member('summary', summaryOf(review.summary)),
    list('containers', review.containers, containerOf),
    list(
      'findings',
      review.findings.filter(({ isInScope }) => isInScope),
      findingOf,
    ),
    list('gone', review.gone, findingOf),
    list('suppressed', review.suppressed, suppressionOf),
    list('skipped', review.skipped, skippedOf),
    member('patch', review.patch),
  ]
  return `{\n${members.join(',\n')}\n}\n`
}

function member(key: string, value: unknown): string {
  return `  "${key}": ${jsonLine(value)}`
}

function list<T>(key: string, items: readonly T[], shape: (item: T) => object): string {
  if (items.length === 0) return `  "${key}": []`
  return `  "${key}": [\n${items.map(item => `    ${jsonLine(shape(item))}`).join(',\n')}\n  ]`
}

function changeOf({ base, head, scope }: NonNullable<Review['change']>): object {
  return { base, head, scope }
}

function summaryOf({ files, documents, containers, errors, warnings, infos }: Review['summary']): object {
  return { files, documents, containers, errors, warnings, infos }
}

function containerOf(container: ReviewedContainer): object {
  const { file, document, path, apiVersion, kind, namespace, workload, role, name, image, pullPolicy, onUpdate, base, resolution, pin } =
    container
  return {
    file,
    document,
    path,
    apiVersion,
    kind,
    namespace,
    workload,
    role,
    name,
    image: image && imageOf(image),
    pullPolicy: {
      written: pullPolicy.written,
      line: pullPolicy.at?.line ?? null,
      effective: pullPolicy.effective,
      origin: pullPolicy.origin,
      because: pullPolicy.because,
    },
    onUpdate: onUpdate && { effective: onUpdate.effective, because: onUpdate.because },
    base: base && { image: base.image, effective: base.effective },
    resolution: {
      status: resolution.status,
      digest: resolution.digest,
      mediaType: resolution.mediaType,
      platforms: resolution.platforms,
      reason: resolution.reason,
    },
    pin: { status: pin.status, value: pin.value, reason: pin.reason },
  }
}

function imageOf({ value, at, registry, repository, tag, digest, isValid }: ReviewedImage): object {
  return { value, ...linesOf(at), registry, repository, tag, digest, valid: isValid }
}

function linesOf({ line, column, endLine, endColumn }: Place): object {
  return { line, column, endLine, endColumn }
}

function findingOf(finding: Finding): object {
  const { rule, severity, message, file, at, container, workload, state, supersededBy, isFixable, fingerprint, help } = finding
  return { rule, severity, message, file, ...linesOf(at), container, workload, state, supersededBy, fixable: isFixable, fingerprint, help }
}

function suppressionOf({ rule, file, line, reason, until, by, isAddedByChange }: Suppression): object {
  return { rule, file, line, reason, until, by, addedByChange: isAddedByChange }
}

function skippedOf({ file, line, reason, kind }: Skipped): object {
  return { file, line, reason, kind }
}
