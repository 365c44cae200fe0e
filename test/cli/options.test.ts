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
  const [, block = ''] = /## The command\n\n```\n([\s\S]*?)```/.exec(file('README.md')) ?? []
  const options = COMMANDS.flatMap((command): readonly Option[] => command.options)
  const named = [...block.matchAll(/--([a-z-]+)(?: ([a-z-]+(?:\|[a-z-]+)+|[A-Z]+))?/g)].map(
    ([, name = '', value]) => [name, value] as const,
  )

  test('names every command, and options', () => {
    for (const { name } of COMMANDS) expect(block).toMatch(new RegExp(`^pull-policy ${name} `, 'm'))
    expect(named.length).toBeGreaterThan(5)
  })

  test.each(named)('--%s %s is in the table', (name, value) => {
    const option = options.find(candidate => candidate.name === name)
    const taken = option?.kind === 'choice' ? [option.choices.join('|'), 'NAME'] : option?.kind === 'text' ? [option.placeholder] : []
    expect(option?.name).toBe(name)
    if (value !== undefined) expect(taken).toContain(value)
  })
})
