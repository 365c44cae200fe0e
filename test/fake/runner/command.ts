/** What a process printed that the runner took for a command. */
export interface RunnerCommand {
  /** In lower case; the runner does not mind how it is written. */
  readonly name: string
  readonly properties: ReadonlyMap<string, string>
  readonly data: string
  /** 2 is `::name key=value::data` at the beginning of a line, 1 the older `##[name key=value]data` anywhere in one. */
  readonly version: 1 | 2
  readonly stream: 'stdout' | 'stderr'
  /** The line as it was printed. */
  readonly line: string
}

/** Commands that actions can give. Names that are not here make a line mere text. */
export const COMMAND_NAMES: readonly string[] = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]

type Parsed = Pick<RunnerCommand, 'name' | 'properties' | 'data' | 'version'>

/**
 * Reads a line as the runner does: the newer form first, then the older one. `registered` holds names in lower case.
 * Follows `ActionCommand.cs` of actions/runner, whose property names are case-insensitive too.
 */
export function parseCommand(line: string, registered: ReadonlySet<string>): Parsed | undefined {
  if (!line.includes('##[') && !line.includes('::')) return undefined
  return parseNewer(line, registered) ?? parseOlder(line, registered)
}

function parseNewer(line: string, registered: ReadonlySet<string>): Parsed | undefined {
  const text = line.trimStart()
  if (!text.startsWith('::')) return undefined
  const end = text.indexOf('::', 2)
  if (end < 0) return undefined
  const head = splitHead(text.slice(2, end))
  if (!registered.has(head.name)) return undefined
  const properties = readProperties(head.properties.trim(), ',', unescapeProperty)
  return { name: head.name, properties, data: unescapeData(text.slice(end + 2)), version: 2 }
}

function parseOlder(line: string, registered: ReadonlySet<string>): Parsed | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  const head = splitHead(line.slice(start + '##['.length, end))
  if (!registered.has(head.name)) return undefined
  return {
    name: head.name,
    properties: readProperties(head.properties, ';', unescapeOlder),
    data: unescapeOlder(line.slice(end + 1)),
    version: 1,
  }
}

function splitHead(head: string): { readonly name: string; readonly properties: string } {
  const blank = head.indexOf(' ')
  if (blank < 0) return { name: head.toLowerCase(), properties: '' }
  return { name: head.slice(0, blank).toLowerCase(), properties: head.slice(blank + 1) }
}

/** A pair without a key or without a value is left out. */
function readProperties(text: string, separator: string, decode: (text: string) => string): ReadonlyMap<string, string> {
  const pairs = text.split(separator).flatMap(pair => {
    const [, key, value] = /^=*([^=]+)=+([^=].*)$/s.exec(pair) ?? []
    return key === undefined || value === undefined ? [] : [[key.toLowerCase(), decode(value)] as const]
  })
  return new Map(pairs)
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}

function unescapeProperty(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%')
}

function unescapeOlder(text: string): string {
  return text.replaceAll('%3B', ';').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%5D', ']').replaceAll('%25', '%')
}
