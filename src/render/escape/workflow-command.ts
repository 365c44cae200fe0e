import { breakOldCommands } from './runner-log.ts'

/**
 * A workflow command as a runner reads it, on one line: `::warning file=a.yaml,line=3::text`. Escaped as the toolkit does:
 * https://github.com/actions/toolkit/blob/683703c1/packages/core/src/command.ts
 */
export function workflowCommand(command: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
  return `::${command}${written.length > 0 ? ` ${written.join(',')}` : ''}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return breakOldCommands(text)
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .replace(/[\u2028\u2029\u0085]/g, ' ')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
