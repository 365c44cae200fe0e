import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { renderJson } from '../../../src/render/json.ts'
import type { Review } from '../../../src/report/review.ts'
import { ownMilliseconds } from '../../own-work.ts'
import { expectFile } from './expected-file.ts'
import { aContainer, aFinding, aReview, SHOP_REVIEW } from './sample-review.ts'

const TOOL = { name: 'pull-policy', version: '1.0.0' }
const schema = JSON.parse(readFileSync(new URL('../../../schema/report.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)

function faultsOf(json: string): unknown {
  validate(JSON.parse(json))
  return validate.errors ?? []
}

const FULL: Review = {
  ...SHOP_REVIEW,
  containers: [
    ...SHOP_REVIEW.containers,
    aContainer({ image: null, namespace: null, workload: null, name: null, role: 'imageVolume', path: 'spec.volumes[0].image' }),
    aContainer({ pullPolicy: { written: 'always', at: null, effective: null, origin: 'invalid', because: 'the API server refuses it' } }),
  ],
  suppressed: [
    {
      rule: 'never-pull',
      file: 'a.yaml',
      line: 3,
      reason: 'loaded on all nodes',
      until: '2027-01-01',
      by: 'comment',
      isAddedByChange: true,
    },
    { rule: 'latest-tag', file: 'b.yaml', line: 9, reason: '', until: null, by: 'configuration', isAddedByChange: false },
  ],
  skipped: [
    { file: 'chart/templates/web.yaml', line: null, reason: 'a template of Helm', kind: 'template' },
    { file: 'c.yaml', line: 7, reason: 'unexpected end of a flow list', kind: 'syntax' },
  ],
}

describe('the JSON report', () => {
  test('is the file that a person has read', () => {
    expectFile('shop-web.json.txt', renderJson(SHOP_REVIEW, TOOL))
  })

  test.each([
    ['nothing', aReview()],
    ['a change', SHOP_REVIEW],
    ['every kind of member', FULL],
  ])('of %s keeps to schema/report.schema.json', (_, review) => {
    expect(faultsOf(renderJson(review, TOOL))).toEqual([])
  })

  test.each([
    ['a key that is not in it', { surprise: 1 }],
    ['another version', { schemaVersion: 2 }],
    ['a missing list', { gone: undefined }],
    ['a severity that is none', { findings: [{ ...JSON.parse(renderJson(FULL, TOOL)).findings[0], severity: 'fatal' }] }],
  ])('the schema refuses %s', (_, change) => {
    expect(faultsOf(JSON.stringify({ ...JSON.parse(renderJson(FULL, TOOL)), ...change }))).not.toEqual([])
  })

  test('has the keys in their published order', () => {
    const report = JSON.parse(renderJson(FULL, TOOL))
    expect(Object.keys(report).join()).toBe('schemaVersion,tool,change,summary,containers,findings,gone,suppressed,skipped,patch')
    expect(Object.keys(report.containers[0]).join()).toBe(
      'file,document,path,apiVersion,kind,namespace,workload,role,name,image,pullPolicy,onUpdate,base,resolution,pin',
    )
    expect(Object.keys(report.findings[0]).join()).toBe(
      'rule,severity,message,file,line,column,endLine,endColumn,container,workload,state,supersededBy,fixable,fingerprint,help',
    )
  })

  test('ends with one line break and has each finding on a line of its own', () => {
    const text = renderJson(SHOP_REVIEW, TOOL)
    expect(text).toMatch(/[^\n]\n$/)
    expect(text.split('\n').filter(line => line.includes('"rule":'))).toHaveLength(4)
  })

  test('does not depend on the order in which fields were set', () => {
    const { gone, findings, ...rest } = SHOP_REVIEW
    expect(renderJson({ findings, gone, ...rest }, TOOL)).toBe(renderJson(SHOP_REVIEW, TOOL))
  })

  test('any text reads back as it was, and is inert where it is printed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '##[set-output name=x]y', '\u202e', '\u001b[2J', '\u009b2J', '\u2028'),
        (text, bait) => {
          const json = renderJson(aReview({ findings: [aFinding({ message: text + bait })] }), TOOL)
          expect(JSON.parse(json).findings[0].message).toBe(text + bait)
          expect(json).not.toMatch(/##\[|[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029]/)
        },
      ),
    )
  })

  test('of 50,000 containers is made in seconds', () => {
    const containers = Array.from({ length: 50_000 }, (_, index) => aContainer({ name: `app-${index}` }))
    const start = process.cpuUsage()
    expect(renderJson(aReview({ containers }), TOOL).length).toBeGreaterThan(20_000_000)
    expect(ownMilliseconds(start)).toBeLessThan(5_000)
  })
})
