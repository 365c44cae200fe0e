import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** An input or an output, as `action.yml` declares it. */
interface Declared {
  readonly description: string
  readonly default?: string
}

type Declarations = Readonly<Record<string, Declared>>

/** The tables of what the Action takes and gives, from `action.yml`. */
export function renderActionTables(): { readonly inputs: string; readonly outputs: string } {
  const { inputs, outputs }: { inputs: Declarations; outputs: Declarations } = parse(
    readFileSync(new URL('../action.yml', import.meta.url), 'utf8'),
  )
  return {
    inputs: `| input | what it does | default |\n|---|---|---|\n${rowsOf(inputs, input => [inCell(input.description), defaultOf(input)])}`,
    outputs: `| output | what it is |\n|---|---|\n${rowsOf(outputs, output => [inCell(output.description)])}`,
  }
}

function rowsOf(declared: Declarations, cellsOf: (of: Declared) => readonly string[]): string {
  return Object.entries(declared)
    .map(([name, of]) => `| \`${name}\` | ${cellsOf(of).join(' | ')} |`)
    .join('\n')
}

/** An input without a default leaves the word to the configuration file. */
function defaultOf(input: Declared): string {
  return input.default === undefined || input.default === '' ? '' : `\`${inCell(input.default)}\``
}

function inCell(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
}
