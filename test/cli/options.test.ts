import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { renderHelp } from '../../cli/help.ts'
import { COMMANDS, type Option } from '../../cli/options.ts'
import { renderCommandPage } from '../../scripts/command-page.ts'

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('the manual is made of the table that the parser reads', () => {
  test.each([...renderCommandPage()])('%s is what `npm run docs` makes', (path, text) => {
    expect(file(path)).toBe(text)
  })

  test.each(COMMANDS.map(command => [command.name, command] as const))('help and page of %s name each option', (_, command) => {
    const [, page = ''] = [...renderCommandPage()][0] ?? []
    const section = page.slice(page.indexOf(`## \`pull-policy ${command.name} `))
    for (const { name } of command.options) {
      expect(renderHelp(command)).toMatch(new RegExp(`^  --${name}\\b`, 'm'))
      expect(section).toContain(`| \`--${name}`)
    }
  })
})

describe('what the README says of the command', () => {
  const section = file('README.md').split('## The command\n')[1]?.split('\n## ')[0] ?? ''
  const options = new Set(COMMANDS.flatMap(({ options }): readonly Option[] => options).map(({ name }) => name))

  test('names every command', () => {
    for (const { name } of COMMANDS) expect(section.replaceAll('\n', ' ')).toMatch(new RegExp(`pull-policy ${name}\\b`))
  })

  test('has no option that the parser does not know', () => {
    const named = [...section.matchAll(/pull-policy [a-z]+[^`\n]*? --([a-z-]+)/g)].map(([, name]) => name)
    expect(named.length).toBeGreaterThan(1)
    for (const name of named) expect(options).toContain(name)
  })
})
