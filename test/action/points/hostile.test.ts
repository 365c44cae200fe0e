import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { onPullRequest } from '../../fake/runner/workflow-event.ts'
import { cellCounts, liveText } from '../../unit/render/markdown-reader.ts'
import { deployment, shop } from '../samples.ts'
import { StepHarness } from '../step-harness.ts'

const harness = new StepHarness()

const NAMES = [
  'x\n::add-mask::k8s\n.yaml',
  'y\r::error::forged.yaml',
  'a##[set-output name=pwn]1.yaml',
  'a,line=1::error::b.yaml',
  'a%0A::warning::b%25.yaml',
  '::stop-commands::x.yaml',
  '`|</td><img src=x>@octocat #1.yaml',
  '[a](www.evil.example)|b.yaml',
  '<!-- x --> </details>.yaml',
  '"quoted" \'twice\'.yaml',
  'a\u202eb\u200b.yaml',
  'line\u2028separator.yaml',
  '$(touch x); `id`.yaml',
  ' -rf .yaml',
  `${'n'.repeat(250)}.yaml`,
]

/** The old form of a command is broken even in a path: better a remark that stands beside no line than one that is obeyed. U+2028 cannot be in a line. */
const SHOWN_NAMES = NAMES.map(name => name.replace('##[', '#\ufffd[').replace('\u2028', ' '))

const TEXTS = [
  '::add-mask::k8s',
  'x\n::error::forged',
  '##[set-output name=pwn]1',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<!-- pull-policy:comment -->',
  '--> </details></details>',
  '@maintainers please /approve',
  'fixes #1 and acme/shop#2',
  '[click](https://evil.example)',
  '![pixel](https://evil.example/x.png)',
  'https://evil.example',
  '`code` ``` fence ````',
  '~~~\nfence',
  'a | b | c',
  'a \\| b',
  '# heading',
  '- item\n- item',
  '> quote',
  '***bold***',
  '$\\sqrt{x}$',
  ':tada:',
  '&lt;b&gt;',
  '\u202Egpj.exe',
  'zero\u200Bwidth',
  '\u001B[31mred\u001B[0m',
  'line\u2028separator',
  '%0A::error::pwned',
]

/** To lines of the repository, and to our own pages; names are percent-encoded in them. */
const OWN_LINK = /\]\((?:http:\/\/127\.0\.0\.1:\d+\/acme\/shop|https:\/\/github\.com\/pull-policy\/pull-policy)\/[^)\s]*\)/g

/** What was said where people read Markdown: nothing of a stranger's is live in it. */
function expectInert(markdown: string): void {
  const live = liveText(markdown).replace(OWN_LINK, ']()')
  expect(live).not.toMatch(
    /<img|<script|@octocat|@maintainers|evil\.example|\]\(https:\/\/evil|^::|##\[|:tada:|\u202e|\u200b|\u2028|\u001b/im,
  )
  expect(live.match(/<details>/g)?.length ?? 0).toBe(live.match(/<\/details>/g)?.length ?? 0)
  for (const [ours, others] of cellCounts(markdown)) expect(ours).toBe(others)
}

describe('8. hostile file names give no command, and true annotations', () => {
  test('in annotations, log, outputs, summary and comment', async () => {
    const files = Object.fromEntries(NAMES.map(name => [name, deployment('web', 'nginx:latest')]))
    const links = Object.fromEntries(NAMES.slice(0, 6).map(name => [name.replace('.yaml', '.yml'), { symlink: '::add-mask::x' }]))
    const pull = shop(harness.github).pullRequest({ head: { files: { ...files, ...links } } })
    const step = await harness.run({ event: onPullRequest(pull), inputs: { comment: 'changes' } })
    expect(step.unintendedCommands).toEqual([])
    expect(new Set(step.commands.map(({ name, version }) => `${name} ${version}`))).toEqual(
      new Set(['add-mask 2', 'warning 2', 'notice 2']),
    )
    const annotated = step.annotations.filter(({ level }) => level === 'warning')
    expect(annotated.map(({ startLine }) => startLine)).toEqual(Array.from({ length: 10 }, () => 11))
    for (const { path = '' } of annotated) expect(SHOWN_NAMES).toContain(path)
    expect([step.outputs['findings-count'], step.outputs['files-skipped'], 'pwn' in step.outputs]).toEqual([
      String(NAMES.length),
      '6',
      false,
    ])
    for (const page of [step.summary ?? '', pull.comments()[0]?.body ?? '']) expectInert(page)
    const { findings } = JSON.parse(readFileSync(step.outputs['report-file'] ?? '', 'utf8'))
    expect(new Set(findings.map(({ file }: { file: string }) => file))).toEqual(new Set(NAMES))
  })
})

describe('9. hostile texts break no table, are no HTML, no link, no mention, no image and no command', () => {
  test('in images, policies, and names of containers and workloads', async () => {
    const manifest = (text: string, index: number) =>
      deployment(
        JSON.stringify(text),
        JSON.stringify(text),
        `          imagePullPolicy: ${JSON.stringify(text)}\n        - name: ${JSON.stringify(text)}\n          image: nginx:latest\n`,
      ).replace('name: app', `name: ${JSON.stringify(`${text} ${index}`)}`)
    const pull = shop(harness.github).pullRequest({ head: { files: { 'all.yaml': TEXTS.map(manifest).join('---\n') } } })
    const step = await harness.run({ event: onPullRequest(pull), inputs: { comment: 'changes', check: 'true' } })
    expect([step.unintendedCommands, step.conclusion]).toEqual([[], 'failure'])
    expect(step.annotations.length).toBeGreaterThanOrEqual(20)
    expect(step.annotations.every(({ path }) => path === 'all.yaml' || path === undefined)).toBe(true)
    const [check] = pull.repository.checkRuns
    for (const page of [step.summary ?? '', pull.comments()[0]?.body ?? '', check?.summary ?? '']) expectInert(page)
    expect(step.printed).not.toMatch(/\u001b/)
    expect(() => JSON.parse(readFileSync(step.outputs['sarif-file'] ?? '', 'utf8'))).not.toThrow()
  })
})

describe('10. symbolic links, submodules, absolute and climbing paths are neither read nor written through', () => {
  test('what the change brings is listed as unread; an output that is a link, or lies outside, fails the step', async () => {
    const files = {
      'link.yaml': { symlink: '../../../etc/passwd' },
      'sub.yaml': { submodule: 'c'.repeat(40) },
      'web.yaml': deployment('web', 'nginx:latest'),
    }
    const event = onPullRequest(shop(harness.github).pullRequest({ head: { files } }))
    const elsewhere = harness.github.world.newFolder('elsewhere')
    const workspace = harness.github.world.newFolder('linked')
    symlinkSync(join(elsewhere, 'x.sarif'), join(workspace, 'out.sarif'))
    mkdirSync(join(workspace, 'real'))
    symlinkSync(elsewhere, join(workspace, 'folder'))
    const outputs = [
      { 'sarif-file': 'out.sarif' },
      { 'report-file': 'folder/r.json' },
      { 'sarif-file': '../x.sarif' },
      { 'report-file': '/etc/r.json' },
    ]
    const [read, ...refused] = await Promise.all([
      harness.run({ event, workspace, inputs: { 'report-file': 'real/r.json' } }),
      ...outputs.map(inputs => harness.run({ event, workspace, inputs })),
    ])
    expect(read?.annotations.map(({ path }) => path)).toEqual(['web.yaml'])
    expect([read?.outputs['files-skipped'], read?.outputs['report-file']]).toEqual(['2', join(workspace, 'real', 'r.json')])
    expect(read?.log).toMatch(
      /not read: link\.yaml: a symbolic link is not followed[\s\S]*not read: sub\.yaml: a submodule is not looked into/,
    )
    expect(refused.map(({ conclusion, annotations }) => [conclusion, annotations.length])).toEqual(outputs.map(() => ['failure', 1]))
    for (const { annotations } of refused)
      expect(annotations[0]?.message).toMatch(
        /cannot be written: (?:it is a symbolic link|a folder on the way is a symbolic link|it lies outside)/,
      )
    expect([existsSync(join(elsewhere, 'x.sarif')), existsSync(join(elsewhere, 'r.json'))]).toEqual([false, false])
  })
})

describe('11. YAML that is meant to exhaust', () => {
  test('a billion laughs, 100,000 keys, 5,000 levels, 20,000 documents and 10 MB end in a finding or a note; 2,000 aliases pass', async () => {
    const laughs = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...[...'bcdefghi'].map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]}, `.repeat(9)}]`),
      'kind: Pod',
      'image: *i',
    ].join('\n')
    const files = {
      'aliases.yaml': `base: &b {name: app, image: nginx:latest}\n---\n${deployment('al', 'nginx:latest', `          env: [${'&x 1'}${', *x'.repeat(2000)}]\n`)}`,
      'deep.yaml': `kind: Pod\nspec: ${'['.repeat(5000)}image: x${']'.repeat(5000)}\n`,
      'documents.yaml': 'kind: Pod\nimage: x\n---\n'.repeat(20_000),
      'keys.yaml': `kind: ConfigMap\nimage: x\ndata:\n${Array.from({ length: 100_000 }, (_, index) => `  k${index}: v\n`).join('')}`,
      'large.yaml': `kind: Pod\nimage: x\ntext: |\n${`  ${'x'.repeat(98)}\n`.repeat(100_000)}`,
      'laughs.yaml': laughs,
      'web.yaml': deployment('web', 'nginx:latest'),
    }
    const step = await harness.run({ event: onPullRequest(shop(harness.github).pullRequest({ head: { files } })) })
    expect([step.conclusion, step.duration < 25_000]).toEqual(['success', true])
    expect(step.annotations.filter(({ level }) => level === 'warning').map(({ path }) => path)).toEqual(['aliases.yaml', 'web.yaml'])
    const told = JSON.parse(readFileSync(step.outputs['report-file'] ?? '', 'utf8')).skipped.map(({ file }: { file: string }) => file)
    expect(told).toContain('deep.yaml')
  })
})

describe('12. what cannot be parsed, or is a template', () => {
  test('is listed with its reason, and fails the step where that is wished', async () => {
    const files = {
      'chart.yaml': 'image: {{ .Values.image }}\n',
      'broken.yaml': 'kind: Pod\nimage: [x\n',
      'web.yaml': deployment('web', 'nginx:latest'),
    }
    const event = onPullRequest(shop(harness.github).pullRequest({ head: { files } }))
    const [tolerant, strict] = await Promise.all([harness.run({ event }), harness.run({ event, inputs: { 'fail-on-skipped': 'true' } })])
    expect([tolerant.conclusion, strict.conclusion]).toEqual(['success', 'failure'])
    for (const { annotations, outputs, log, summary } of [tolerant, strict]) {
      expect(annotations[0]?.path).toBe('web.yaml')
      expect(outputs['files-skipped']).toBe('2')
      expect(log).toMatch(/not read: broken\.yaml:\d+: [\s\S]*not read: chart\.yaml/)
      expect(summary).toMatch(/Not read: 2/)
    }
    expect(strict.annotations.at(-1)?.message).toMatch(/2 files.*not read, and fail-on-skipped is set/)
  })
})
