import { findPods, type PodSite } from '../../../src/kubernetes/container.ts'
import { findObjects } from '../../../src/kubernetes/object.ts'
import type { Finding, Review, ReviewedContainer } from '../../../src/report/review.ts'
import { type ReviewOptions, reviewFiles } from '../../../src/review.ts'
import { readDocuments } from '../../../src/yaml/document.ts'

/** A manifest's text, or an object to be written as JSON. */
export type Manifest = string | object

/** What a review says of one manifest. */
export function reviewManifest(manifest: Manifest, options?: ReviewOptions): Promise<Review> {
  return reviewFiles([{ kind: 'bytes', path: 'manifest.yaml', bytes: Buffer.from(textOf(manifest)) }], options)
}

/** The containers that are found in a manifest. */
export async function findContainers(manifest: Manifest, options?: ReviewOptions): Promise<readonly ReviewedContainer[]> {
  const { containers, skipped } = await reviewManifest(manifest, options)
  if (skipped.length > 0) throw new Error(`the manifest cannot be read: ${skipped[0]?.reason}`)
  return containers
}

/** What a rule finds in a manifest. */
export async function findOf(rule: string, manifest: Manifest, options?: ReviewOptions): Promise<readonly Finding[]> {
  return (await reviewManifest(manifest, options)).findings.filter(finding => finding.rule === rule)
}

/** The PodSpecs of a text's documents. */
export function findPodSites(manifest: Manifest): readonly PodSite[] {
  return readDocuments(textOf(manifest), { skip: 'nothing' }).flatMap(reading =>
    reading.kind === 'document' ? findObjects(reading.root).flatMap(object => findPods(object)) : [],
  )
}

/** What is written between the start and the end of a place, which must lie in one line. */
export function textAtPlace(manifest: string, { line, column, endColumn }: { line: number; column: number; endColumn: number }): string {
  return (manifest.split('\n')[line - 1] ?? '').slice(column - 1, endColumn - 1)
}

/** An object of a kind with a value at a dotted path; a step `[0]` goes into a list. */
export function objectWith(apiVersion: string, kind: string, path: string, value: unknown): object {
  return { apiVersion, kind, metadata: { name: 'sample' }, ...nest(stepsOf(path), value) }
}

function nest(steps: readonly string[], value: unknown): object {
  const [first = '', ...rest] = steps
  const inner = rest.length === 0 ? value : nest(rest, value)
  return first === '[0]' ? [inner] : { [first]: inner }
}

function stepsOf(path: string): readonly string[] {
  return path.replaceAll('[0]', '.[0]').split('.')
}

function textOf(manifest: Manifest): string {
  return typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
}
