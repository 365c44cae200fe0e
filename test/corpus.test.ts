import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import type { InputFile, Review, ReviewedContainer } from '../src/index.ts'
import { reviewFiles } from '../src/index.ts'
import { CUSTOM_RESOURCES } from '../src/kubernetes/custom-resource.ts'
import { parseApiVersion } from '../src/kubernetes/workload.ts'
import { describeWithShared, hasShared, sharedPath } from './shared.ts'

interface ExpectedContainer {
  readonly file: string
  readonly docIndex: number
  readonly apiVersion: string
  readonly kind: string
  readonly name: string | null
  readonly namespace: string | null
  readonly containerType: string
  readonly containerName: string | null
  readonly image: string | null
  readonly imageLine: number | null
  readonly imageCol: number | null
  readonly writtenPolicy: string | null
  readonly policyLine: number | null
  readonly policyCol: number | null
  readonly effectivePolicy: string | null
  readonly path: string
  readonly listIndex?: string
  readonly tag?: string | null
  readonly digest?: string | null
  readonly flags?: readonly string[]
}

interface OtherImage {
  readonly file: string
  readonly docIndex: number
  readonly apiVersion?: string
  readonly kind?: string
  readonly value: string
  readonly line: number
  readonly path: string
}

/** Containers that the tables leave out and we are right to list, with the reason. */
const LISTED_ALL_THE_SAME: Readonly<Record<string, string>> = {
  'argoproj__argo-cd/reposerver/repository/testdata/app-parameters/single-global-helm/templates/deployment.yaml':
    'a file of a chart that is YAML as it stands: only the image holds an action, so it is a placeholder whose policy is unknown',
}

const ROLE: Readonly<Record<string, string>> = {
  init: 'initContainer',
  container: 'container',
  ephemeral: 'ephemeralContainer',
  imageVolume: 'imageVolume',
}

function readLines<T>(path: string): T[] {
  return hasShared
    ? readFileSync(sharedPath(path), 'utf8')
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line))
    : []
}

const files = readLines<{ file: string; status: string }>('corpus/expected-files.jsonl')
/** Rows below the top-level `status` of an object: no container runs there. */
const expected = readLines<ExpectedContainer>('corpus/expected.jsonl').filter(row => !row.path.startsWith('status.'))
const others = readLines<OtherImage>('corpus/other-images.jsonl')

function* corpus(): Iterable<InputFile> {
  for (const { file } of files) yield { kind: 'bytes', path: file, bytes: readFileSync(sharedPath(`corpus/files/${file}`)) }
}

let reviewed: Promise<Review> | undefined
function review(): Promise<Review> {
  reviewed ??= reviewFiles(corpus())
  return reviewed
}

/** What a row says of a container, in the words of the report. */
function factsOf(row: ExpectedContainer) {
  const isTemplated = row.flags?.includes('imagePlaceholder') === true && row.writtenPolicy === null
  return {
    file: row.file,
    document: row.docIndex,
    path: row.listIndex === undefined ? row.path : `items[${row.listIndex}].${row.path}`,
    apiVersion: row.apiVersion,
    kind: row.kind,
    workload: row.name,
    namespace: row.namespace,
    role: ROLE[row.containerType],
    name: row.containerName,
    image: row.image,
    imageAt: row.image === null ? null : [row.imageLine, row.imageCol],
    written: row.writtenPolicy || null,
    policyAt: row.writtenPolicy ? [row.policyLine, row.policyCol] : null,
    effective: isTemplated ? null : row.effectivePolicy,
  }
}

function factsOfContainer(container: ReviewedContainer) {
  const { file, document, path, apiVersion, kind, workload, namespace, role, name, image, pullPolicy } = container
  return {
    file,
    document,
    path,
    apiVersion,
    kind,
    workload,
    namespace,
    role,
    name,
    image: image?.value ?? null,
    imageAt: image && [image.at.line, image.at.column],
    written: pullPolicy.written,
    policyAt: pullPolicy.at && [pullPolicy.at.line, pullPolicy.at.column],
    effective: pullPolicy.effective,
  }
}

const keyOf = (facts: { file: string; document: number; path: string }) => `${facts.file} ${facts.document} ${facts.path}`

describeWithShared('the manifests of 22 repositories', () => {
  test('every container that is there is found, with its image, policies, lines and columns', async () => {
    const found = new Map((await review()).containers.map(container => [keyOf(container), factsOfContainer(container)]))
    const wrong = expected.map(factsOf).flatMap(row => {
      const facts = found.get(keyOf(row))
      const isGenerated = row.workload === null
      const comparable = facts && { ...facts, workload: isGenerated ? null : facts.workload }
      return JSON.stringify(comparable) === JSON.stringify(row) ? [] : [`expected ${JSON.stringify(row)}, found ${JSON.stringify(facts)}`]
    })
    expect(wrong).toEqual([])
    expect(expected.length).toBeGreaterThan(1900)
  })

  test('what is found besides them is an image field that the table of custom resources names', async () => {
    const known = new Set(expected.map(row => keyOf(factsOf(row))))
    const elsewhere = new Set(others.map(row => `${row.file} ${row.docIndex} ${row.line} ${row.value}`))
    const table = new Set(CUSTOM_RESOURCES.flatMap(({ group, kinds }) => kinds.map(kind => `${group} ${kind}`)))
    const strange = (await review()).containers
      .filter(container => !known.has(keyOf(container)) && !(container.file in LISTED_ALL_THE_SAME))
      .filter(({ file, document, apiVersion, kind, image }) => {
        const isListed = elsewhere.has(`${file} ${document} ${image?.at.line} ${image?.value}`)
        return !isListed || !table.has(`${parseApiVersion(apiVersion).group} ${kind}`)
      })
    expect(strange.map(factsOfContainer)).toEqual([])
  })

  test('every image field of Argo and Tekton that holds an image is found', async () => {
    const found = new Set((await review()).containers.map(({ file, document, image }) => `${file} ${document} ${image?.at.line}`))
    const fields = others.filter(
      ({ apiVersion = '', path }) => isTableGroup(apiVersion) && !NO_CONTAINER.some(pattern => pattern.test(path)),
    )
    const missed = fields
      .filter(row => !found.has(`${row.file} ${row.docIndex} ${row.line}`))
      .map(({ file, line, path }) => `${file}:${line} ${path}`)
    expect(missed).toEqual([])
    expect(fields.length).toBeGreaterThan(600)
  })

  test('a file that cannot be read, or is a template, is listed, and every other is read', async () => {
    const skipped = new Set((await review()).skipped.map(({ file }) => file))
    const lost = files.filter(({ file, status }) => status === 'ok' && skipped.has(file)).map(({ file }) => file)
    expect(lost).toEqual([])
  })
})

/** Arguments of a template, and a plugin's sidecar that Argo builds itself: no container stands there. */
const NO_CONTAINER = [/withItems/, /executorPlugins/]

function isTableGroup(apiVersion: string): boolean {
  return ['argoproj.io', 'tekton.dev'].includes(parseApiVersion(apiVersion).group)
}
