import { COMMANDS, type Command, HELP, type Option, VERSION_FLAG } from './options.ts'
import { hang } from './terminal-markdown.ts'

/** What the program can be asked for, or what one of its commands takes. */
export function renderHelp(command: Command | undefined): string {
  return command === undefined ? overview() : manual(command)
}

function overview(): string {
  return `Says which imagePullPolicy each container of a Kubernetes manifest will have and why, and what will go wrong when the kubelet pulls.

Usage: pull-policy COMMAND [OPTION...]

Commands:
${rows(COMMANDS.map(({ name, operands, summary }) => [`${name} ${operands}`, summary]))}

Options:
${rows([HELP, VERSION_FLAG].map(row))}

\`pull-policy COMMAND --help\` shows what a command takes.

${EXIT_CODES}`
}

function manual({ name, operands, summary, options }: Command): string {
  return `Usage: pull-policy ${name} [OPTION...] ${operands}

${sentence(summary)}

Options:
${rows([...options, HELP].map(row))}

${EXIT_CODES}`
}

const EXIT_CODES = `Exit code:
  0  clean, or below the threshold of --fail-on
  1  at or above it
  2  wrong usage or configuration
  3  a fault of pull-policy itself
`

function row(option: Option): readonly [string, string] {
  const name = `--${option.name}`
  switch (option.kind) {
    case 'flag': {
      const [letter] = option.letters ?? []
      return [letter === undefined ? name : `-${letter}, ${name}`, option.summary]
    }
    case 'text':
    case 'list':
      return [`${name} ${option.placeholder}`, option.summary]
    case 'choice':
      return [
        `${name} ${option.choices.join('|')}`,
        option.fallback === undefined ? option.summary : `${option.summary} (default: ${option.fallback})`,
      ]
  }
}

function rows(cells: readonly (readonly [string, string])[]): string {
  const width = Math.max(...cells.map(([left]) => left.length))
  return cells.flatMap(([left, right]) => hang(`  ${left.padEnd(width)}  `, right, HELP_WIDTH)).join('\n')
}

/** In columns; the names alone take half of it. */
const HELP_WIDTH = 120

function sentence(part: string): string {
  return `${part.charAt(0).toUpperCase()}${part.slice(1)}.`
}
