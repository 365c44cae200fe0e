import { COMMANDS, type CommandName, type CommandOption } from './commands.ts'

/** What the program can be asked for, or what one of its commands takes. */
export function renderHelp(name: CommandName | undefined): string {
  const command = COMMANDS.find(one => one.name === name)
  if (command === undefined) return overview()
  const { operands, summary, manual, options } = command
  const usage = ['Usage: pull-policy-app', command.name, ...(options.length > 0 ? ['[OPTION...]'] : []), operands].join(' ').trimEnd()
  const list = options.length === 0 ? '' : `\nOptions:\n${table(options.map(row))}\n`
  return `${usage}\n\n${summary}.\n${manual}\n${list}`
}

function overview(): string {
  return `Runs pull-policy as an app of your own on GitHub.

Usage: pull-policy-app COMMAND [OPTION...]

Commands:
${table(COMMANDS.map(({ name, operands, summary }) => [`${name} ${operands}`.trimEnd(), summary]))}

\`pull-policy-app COMMAND --help\` shows what a command takes. Settings come from the environment and from .env in the current folder.

Exit code:
  0  done, all well
  1  doctor found something to mend
  2  wrong usage or settings, or GitHub refused
  3  a fault of pull-policy itself
`
}

function row({ name, placeholder, summary }: CommandOption): readonly [string, string] {
  return [placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`, summary]
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}
