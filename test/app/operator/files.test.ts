import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { load } from 'js-yaml'
import { COMMANDS } from '../../../app/operator/commands.ts'
import { DESCRIPTION } from '../../../app/operator/manifest.ts'
import { EVENTS, type Flavour, permissionsOf, wantedBy } from '../../../app/operator/permissions.ts'
import { VARIABLES } from '../../../app/settings/settings.ts'
import { TOOL_PAGE } from '../../../src/tool.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

describe.each<readonly [string, Flavour]>([
  ['app.yml', 'default'],
  ['app.pin.yml', 'pin'],
])('%s', (path, flavour) => {
  const text = read(path)

  test('asks for what the program registers', () => {
    expect(load(text)).toEqual({
      name: 'pull-policy',
      url: TOOL_PAGE,
      description: DESCRIPTION,
      public: false,
      default_permissions: permissionsOf(flavour),
      default_events: EVENTS.map(({ name }) => name),
      hook_attributes: { url: expect.stringMatching(/^https:\/\/.*\/api\/github\/webhooks$/), active: true },
    })
  })

  test('says why, above each permission and event', () => {
    for (const { name, level, because } of wantedBy(flavour))
      expect(text).toMatch(new RegExp(`# ${literally(because)}.*\\n  ${name}: ${level}\\n`))
    for (const { name, because } of EVENTS) expect(text).toContain(`  # ${because}\n  - ${name}\n`)
  })
})

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

describe('.env.example', () => {
  const text = read('.env.example')
  const shown = [...text.matchAll(/^(?:# )?([A-Z][A-Z_]+)=(.*)$/gm)]

  test('has every variable that is read, and no other', () => {
    const names = shown.map(([, name = '']) => name)
    expect(names.toSorted()).toEqual([...VARIABLES, 'HTTPS_PROXY', 'NO_PROXY'].toSorted())
  })

  test('holds no secret', () => {
    const secrets = shown.filter(([, name = '']) => /SECRET|KEY|APP_ID/.test(name))
    expect(secrets.map(([, , value]) => value)).toEqual(secrets.map(() => ''))
  })

  test('shows defaults as they are', () => {
    for (const [, name = '', value = ''] of shown.filter(([, , value]) => /^\d+$/.test(value ?? '') && value !== '9090'))
      expect(read('app/settings/settings.ts')).toMatch(
        new RegExp(`number\\('${name}', \\{[^}]*otherwise: ${value.replace(/000$/, '_?000')} \\}`),
      )
  })
})

describe('docs/app.md', () => {
  const text = read('docs/app.md')

  test.each(['default', 'pin'] as const)('has the permissions of the flavour %s, each with its reason', flavour => {
    for (const { name, level, because } of wantedBy(flavour)) expect(text).toContain(`| \`${name}: ${level}\` | ${because} |`)
  })

  test('has the events, each with its reason', () => {
    const table = [...text.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, because]) => [name, because])
    for (const { name, because } of EVENTS) expect(table).toContainEqual([name, because])
  })

  test('names every permission that it names rightly', () => {
    const known = [...wantedBy('default'), ...wantedBy('pin')].map(({ name, level }) => `${name}: ${level}`)
    const named = [...text.matchAll(/^\| `(\w+: (?:read|write))` \|/gm)].map(([, permission = '']) => permission)
    expect(named.filter(permission => !known.includes(permission))).toEqual([])
  })

  test('names variables that there are', () => {
    const named = new Set([...text.matchAll(/`((?:PULL_POLICY|WEBHOOK|PRIVATE|GHE|ADMIN|LOG|APP)_[A-Z_]+)/g)].map(([, name = '']) => name))
    expect([...named].filter(name => !VARIABLES.some(known => known === name))).toEqual([])
    expect(named.size).toBeGreaterThan(8)
  })

  test('names every command', () => {
    for (const { name } of COMMANDS) expect(text).toContain(`pull-policy-app ${name}`)
  })

  test('shows a configuration that can be read', async () => {
    const { readConfig } = await import('../../../src/config/config-file.ts')
    const [, file = ''] = /```yaml\n(comment:[\s\S]*?)```/.exec(text) ?? []
    expect(readConfig(file, 'docs/app.md', { surface: 'app' })).toEqual(readConfig('', 'docs/app.md', { surface: 'app' }))
  })

  test('shows a registries file that can be read', async () => {
    const { readRegistriesFile } = await import('../../../src/config/registries-file.ts')
    const [, file = ''] = /```yaml\n(registries:[\s\S]*?)```/.exec(text) ?? []
    expect(readRegistriesFile(file, 'docs/app.md').entries.length).toBeGreaterThan(1)
  })

  test('names metrics that there are', async () => {
    const { Metrics } = await import('../../../app/metrics.ts')
    const metrics = new Metrics()
    metrics.watchQueue(() => ({ waiting: 0, active: 0, oldestSeconds: 0 }))
    const rendered = (await metrics.render()).text
    for (const [, name] of text.matchAll(/`(pull_policy_[a-z_]+)/g)) expect(rendered).toContain(`# HELP ${name} `)
  })

  test('leads to files and headings that there are', () => {
    const headings = new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => slug(heading)))
    for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('https://')) continue
      const [path = '', anchor] = target.split('#')
      if (path !== '') expect(() => readFileSync(join(root, 'docs', path))).not.toThrow()
      if (path === '' && anchor !== undefined) expect(headings).toContain(anchor)
    }
  })
})

/** A heading's anchor, as GitHub makes it. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(' ', '-')
}

test('the pictures are small, and each is shown', () => {
  const pictures = readdirSync(join(root, 'docs/pictures')).filter(name => name.endsWith('.png'))
  expect(pictures).toHaveLength(3)
  for (const name of pictures) {
    expect(statSync(join(root, 'docs/pictures', name)).size).toBeLessThan(150 * 1024)
    expect(read('docs/app.md')).toContain(`](pictures/${name})`)
  }
})
