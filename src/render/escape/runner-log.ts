import { REPLACEMENT } from './hidden-characters.ts'

/**
 * The text without the old form of a runner's command, `##[set-output name=x]`, which the runner obeys anywhere in a
 * line of stdout or stderr. As long as before, so that columns below it still fit.
 * https://github.com/actions/runner/blob/v2.336.0/src/Runner.Common/ActionCommand.cs
 */
export function breakOldCommands(text: string): string {
  return text.includes('##[') ? text.replaceAll('##[', `#${REPLACEMENT}[`) : text
}

/** Lines that a runner obeys, `::add-mask::x`, whatever white space is before; their first colon is replaced. */
const COMMAND_LINES = /^([^\S\n]*):(?=:)/gm

/** Any number of lines of our own making, of which none is a command to a runner. */
export function breakCommands(lines: string): string {
  return breakOldCommands(lines).replace(COMMAND_LINES, `$1${REPLACEMENT}`)
}
