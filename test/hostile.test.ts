import { describe, expect, test } from '@jest/globals'
import {
  type Review,
  renderAnnotations,
  renderJson,
  renderSarif,
  renderSummary,
  renderText,
  renderWorkflowCommands,
  reviewChange,
  TOOL,
} from '../src/index.ts'
import { RULE_TEXTS } from '../src/rule-texts.ts'

/** Texts that mean something to whoever prints them without care. */
const HOSTILE = [
  '::add-mask::k8s',
  'x\n::error::forged',
  '##[set-output name=pwn]1',
  '<img src=x onerror=alert(1)>',
  '<!-- pull-policy:comment -->',
  '--> </details></details>',
  '@maintainers please /approve',
  '[click](https://evil.example)',
  '`code` ``` fence ````',
  'a | b | c',
  '\u202Egpj.exe',
  'zero\u200Bwidth',
  '\u001B[31mred\u001B[0m',
  '\u0007bell\u0000nul',
  'line\u2028separator',
  '$(touch /tmp/x); `id`',
  '{{ .Values.x }}',
  'x'.repeat(10_000),
]

const quoted = (text: string) => JSON.stringify(text)

function manifest(text: string, tag: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${quoted(text)}
  namespace: ${quoted(text)}
spec:
  template:
    spec:
      imagePullSecrets: [{name: ${quoted(text)}}]
      containers:
        - name: ${quoted(text)}
          image: ${quoted(`nginx${tag}`)} # pull-policy: ignore[${'latest'}] ${text.replace(/[\n\r\u2028\u0000\u001B\u0007]/g, ' ')}
        - name: second
          image: ${quoted(text)}
          imagePullPolicy: ${quoted(text)}
`
}

function review(text: string): Promise<Review> {
  const path = `deploy/${text.slice(0, 200)}.yaml`
  const file = (tag: string) => ({ kind: 'bytes' as const, path, bytes: Buffer.from(manifest(text, tag)) })
  return reviewChange({ base: 'a'.repeat(40), head: 'b'.repeat(40), scope: 'repository' }, [{ base: file(':1'), head: file('') }])
}

const LAYOUT = { hasColor: false, failOn: 'error', failsOnSkipped: false } as const

function summaryOf(found: Review): string {
  return renderSummary(found, {
    tool: TOOL,
    threshold: LAYOUT,
    docsUrl: 'https://docs.example/rules',
    repositoryUrl: 'https://github.com/acme/shop',
    headSha: 'b'.repeat(40),
    base: { ref: 'main', sha: 'a'.repeat(40) },
    configuration: null,
    profile: 'default',
    askedAt: new Map(),
    credentials: 'job',
    patch: { touched: '', rest: '' },
    suggested: [],
    files: [],
    cost: null,
    remarks: [],
  })
}

/** Markdown without what it shows as code, in which nothing is carried out. */
function proseOf(markdown: string): string {
  return markdown.replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?\n\1`*$/gm, '').replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
}

describe.each(HOSTILE.map((text, index) => [index, JSON.stringify(text).slice(0, 40), text] as const))(
  'hostile text %i, %s',
  (_, __, text) => {
    test('is inert in a terminal and in a log that a runner reads', async () => {
      const printed = renderText(await review(text), LAYOUT)
      expect(printed).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/)
      expect(printed).not.toMatch(/^\s*::/m)
      expect(printed).not.toContain('##[')
    })

    test('makes no workflow command of its own', async () => {
      const lines = renderWorkflowCommands(renderAnnotations(await review(text))).split('\n')
      for (const line of lines.filter(written => written !== '')) expect(line).toMatch(/^::(?:error|warning|notice) [^\r]*$/)
      expect(lines.join('\n')).not.toContain('##[')
    })

    test('stays text in JSON and SARIF', async () => {
      const found = await review(text)
      for (const report of [renderJson(found, TOOL), renderSarif(found, { tool: TOOL, rules: RULE_TEXTS })]) {
        expect(() => JSON.parse(report)).not.toThrow()
        expect(report).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u2028\u2029]/)
      }
    })

    test('is shown as code in Markdown, or not at all', async () => {
      const prose = proseOf(summaryOf(await review(text)))
      expect(prose).not.toMatch(/<img|@maintainers|evil\.example\)|<!-- pull-policy|\u202E|\u200B/)
      expect((prose.match(/<details>/g) ?? []).length).toBe((prose.match(/<\/details>/g) ?? []).length)
    })
  },
)
