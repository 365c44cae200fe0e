import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { LineIndex } from '../../../src/source/position.ts'
import { decodeSource } from '../../../src/source/source-file.ts'
import { type DocumentReading, readDocuments } from '../../../src/yaml/document.ts'
import { readFast } from '../../../src/yaml/fast-reader.ts'
import { asScalar, at, type PathStep } from '../../../src/yaml/lookup.ts'
import { MARKER_LENGTH, splitDocuments } from '../../../src/yaml/stream.ts'
import { readCarefully } from '../../../src/yaml/yaml-adapter.ts'
import { describeWithShared, hasShared, sharedPath } from '../../shared.ts'
import { isThorough } from '../../thoroughness.ts'
import { plainTree } from './tree.ts'

interface FileRow {
  readonly file: string
  readonly status: 'ok' | 'helm-template' | 'templated-unparsable' | 'templated-flowmap' | 'parse-error'
  readonly yamlDocs: number
}

interface ContainerRow {
  readonly file: string
  readonly docIndex: number
  readonly listIndex?: string
  readonly path: string
  readonly image: string | null
  readonly imageLine: number | null
  readonly imageCol: number | null
  readonly writtenPolicy: string | null
  readonly policyLine: number | null
  readonly policyCol: number | null
}

function rowsOf<Row>(path: string): readonly Row[] {
  return hasShared
    ? readFileSync(sharedPath(path), 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
    : []
}

const files = rowsOf<FileRow>('corpus/expected-files.jsonl')

function textOf(file: string): string {
  const source = decodeSource(file, readFileSync(sharedPath(`corpus/files/${file}`)))
  if (source.kind === 'undecodable') throw new Error(`${file}: ${source.reason}`)
  return source.text
}

describeWithShared('real manifests: every file', () => {
  /** Where we say otherwise than the table, and are right. */
  const OTHERWISE: Readonly<Record<string, string>> = {
    'billimek__k8s-gitops/kubernetes/default/plex/plex.yaml': 'ok: it defines an anchor twice, which kubectl takes',
    'redhat-appstudio__infra-deployments/hack/new-cluster/templates/build-service/kustomization.yaml':
      'template: it holds Jinja statements',
    'redhat-appstudio__infra-deployments/hack/new-cluster/templates/integration/kustomization.yaml': 'template: it holds Jinja statements',
    'redhat-appstudio__infra-deployments/hack/new-cluster/templates/mintmaker/kustomization.yaml': 'template: it holds Jinja statements',
    'argoproj__argo-cd/reposerver/repository/testdata/app-parameters/single-global-helm/templates/deployment.yaml':
      'ok: its actions stand in quotes',
    'argoproj__argo-cd/test/e2e/testdata/helm-api-versions/templates/config-map.yaml': 'ok: its actions stand in text',
    'argoproj__argo-cd/test/e2e/testdata/kustomize-api-versions/helm-chart/templates/config-map.yaml': 'ok: its actions stand in text',
  }

  const EXPECTED = {
    ok: 'ok',
    'helm-template': 'template',
    'templated-unparsable': 'template',
    'templated-flowmap': 'template',
    'parse-error': 'syntax',
  }

  test('is read, a template or a fault as the table has it, with as many documents', () => {
    const wrong = files.flatMap(({ file, status, yamlDocs }) => {
      const readings = readDocuments(textOf(file), { skip: 'nothing' })
      const verdict = readings.find(reading => reading.kind === 'problem')?.problem ?? 'ok'
      if (verdict !== (OTHERWISE[file]?.split(':')[0] ?? EXPECTED[status])) return [`${file}: ${verdict}`]
      return status === 'ok' && readings.length !== yamlDocs ? [`${file}: ${readings.length} documents`] : []
    })
    expect(wrong).toEqual([])
    expect(files.length).toBeGreaterThan(7000)
  })

  test('is faulty where the table says, or up to two lines before', () => {
    const rows = rowsOf<{ file: string; status: string; error: { line: number } }>('corpus/parse-errors.jsonl').filter(
      ({ status }) => status === 'parse-error',
    )
    const places = rows.flatMap(({ file, error }) => {
      const text = textOf(file)
      const problem = readDocuments(text, { skip: 'nothing' }).find(reading => reading.kind === 'problem')
      return problem === undefined ? [] : [{ file, late: new LineIndex(text).position(problem.at).line - error.line }]
    })
    expect(places.length).toBe(rows.length - 1)
    expect(places.filter(({ late }) => late > 0 || late < -2)).toEqual([])
  })
})

describeWithShared('real manifests: every container', () => {
  test('is reached by its path, at the line and column of the table', () => {
    const rows = rowsOf<ContainerRow>('corpus/expected.jsonl')
    const wrong: string[] = []
    let current: { readonly file: string; readonly readings: readonly DocumentReading[]; readonly lines: LineIndex } | undefined
    for (const row of rows) {
      if (current?.file !== row.file) {
        const text = textOf(row.file)
        current = { file: row.file, readings: readDocuments(text), lines: new LineIndex(text) }
      }
      const found = placesOf(row, current.readings, current.lines)
      const { image, imageLine, imageCol, writtenPolicy, policyLine, policyCol } = row
      const wanted = { image, imageLine, imageCol, writtenPolicy, policyLine, policyCol }
      if (JSON.stringify(found) !== JSON.stringify(wanted))
        wrong.push(`${row.file} ${row.path}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
    }
    expect(wrong).toEqual([])
    expect(rows.length).toBeGreaterThan(1900)
  })

  function placesOf({ docIndex, listIndex, path }: ContainerRow, readings: readonly DocumentReading[], lines: LineIndex) {
    const reading = readings[docIndex]
    if (reading?.kind !== 'document' || reading.root === null) return `document ${docIndex} is ${reading?.kind}`
    const container = at(reading.root, [...(listIndex === undefined ? [] : ['items', Number(listIndex)]), ...stepsOf(path)])?.node
    if (container?.kind !== 'mapping') return `no mapping at ${path}`
    const image = placeOf(at(container, ['image']), lines)
    const policy = placeOf(at(container, ['imagePullPolicy']), lines)
    return {
      image: image.value,
      imageLine: image.line,
      imageCol: image.column,
      writtenPolicy: policy.value,
      policyLine: policy.line,
      policyCol: policy.column,
    }
  }

  function placeOf(found: ReturnType<typeof at>, lines: LineIndex) {
    const scalar = asScalar(found?.node)
    return found && scalar && scalar.type !== 'null'
      ? { value: scalar.value, ...lines.position(found.writtenAt.start) }
      : { value: null, line: null, column: null }
  }

  function stepsOf(path: string): PathStep[] {
    return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index))
  }
})

describeWithShared('real manifests: every document', () => {
  /** The package takes ten times as long as ours: a tenth of a minute for all. */
  const EACH = isThorough ? 1 : 4

  test('is known to our reader, which never needs the package yaml; and both read the same, of every fourth', () => {
    const counts = { aside: 0, read: 0, compared: 0, onlyOurs: 0 }
    const different: string[] = []
    for (const { file } of files) {
      const text = textOf(file)
      for (const { range, contentStart, isMarked } of splitDocuments(text)) {
        const lineStart = isMarked ? contentStart - MARKER_LENGTH : contentStart
        const ours = readFast(text, { start: contentStart, end: range.end, lineStart, hasRareBreaks: false })
        if (ours.kind === 'aside') counts.aside += 1
        if (ours.kind !== 'read' || ours.next !== undefined) continue
        counts.read += 1
        if (counts.read % EACH !== 0) continue
        counts.compared += 1
        const theirs = readCarefully(text, range)
        if (theirs.kind === 'fault') counts.onlyOurs += 1
        else if (JSON.stringify(plainTree(ours.root)) !== JSON.stringify(plainTree(theirs.root)))
          different.push(`${file} from ${range.start}`)
      }
    }
    expect(different).toEqual([])
    expect(counts.aside).toBe(0)
    expect(counts.compared).toBeGreaterThan(10_000 / EACH)
    if (isThorough) expect(counts.onlyOurs).toBe(16)
    else expect(counts.onlyOurs).toBeLessThanOrEqual(16)
    expect(counts.read).toBeGreaterThan(10_000)
  })
})
