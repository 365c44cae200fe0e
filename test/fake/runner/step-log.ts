import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ANNOTATIONS_OF_A_KIND, annotationFor, MESSAGE_LENGTH, type ShownAnnotation } from './annotation.ts'
import { COMMAND_NAMES, parseCommand, type RunnerCommand } from './command.ts'
import type { SecretMasker } from './secrets.ts'

/** Commands that are not repeated in the log, even where commands are. */
const UNECHOED = ['add-mask', 'debug', 'group', 'endgroup']

/**
 * What the runner makes of a step's output, line by line: commands are carried out, all else is log. It is a port of `OutputManager.cs`
 * and `ActionCommandManager.cs` of actions/runner; problem matchers are noted but not applied.
 */
export class StepLog {
  readonly commands: RunnerCommand[] = []
  /** Lines that would have been commands, had commands not been stopped. */
  readonly stopped: RunnerCommand[] = []
  readonly annotations: ShownAnnotation[] = []
  readonly outputs = new Map<string, string>()
  readonly state = new Map<string, string>()
  readonly lines: string[] = []
  /** Annotations that came after the tenth of their kind. */
  dropped = 0
  /** Whether a command could not be carried out, which fails the step. */
  hasFailed = false
  readonly #workspace: string
  readonly #secrets: SecretMasker
  readonly #isDebug: boolean
  readonly #registered = new Set(COMMAND_NAMES)
  #stopToken: string | undefined
  #isEchoing: boolean

  constructor(workspace: string, secrets: SecretMasker, isDebug: boolean) {
    this.#workspace = workspace
    this.#secrets = secrets
    this.#isDebug = isDebug
    this.#isEchoing = isDebug
  }

  /** Takes one line of either stream. */
  read(line: string, stream: RunnerCommand['stream']): void {
    const parsed = parseCommand(line, this.#registered)
    if (parsed === undefined || !this.#process({ ...parsed, stream, line })) this.#write(line)
  }

  /** An error of the runner's own: it counts among the step's errors. */
  error(message: string): void {
    this.#annotate({ level: 'failure', message: this.#secrets.mask(message).slice(0, MESSAGE_LENGTH), ...NOWHERE })
    this.#write(`##[error]${message}`)
  }

  warning(message: string): void {
    this.#annotate({ level: 'warning', message, ...NOWHERE })
    this.#write(`##[warning]${message}`)
  }

  /** Two errors, as for every command that the runner fails at, and the step fails with it. */
  fail(command: string, reason: string): void {
    this.error(`Unable to process ${command} successfully.`)
    this.error(reason)
    this.hasFailed = true
  }

  #process(command: RunnerCommand): boolean {
    if (this.#stopToken !== undefined) return this.#resume(command, this.#stopToken)
    this.commands.push(command)
    if (command.name === 'stop-commands') this.#stop(command)
    else this.#carryOut(command)
    return true
  }

  #resume(command: RunnerCommand, token: string): boolean {
    if (command.name !== token) {
      this.stopped.push(command)
      return false
    }
    this.#write(command.line)
    this.#registered.delete(token)
    this.#stopToken = undefined
    return true
  }

  /** A token that anybody could guess is refused. */
  #stop({ data, line }: RunnerCommand): void {
    const token = data.toLowerCase()
    if (token === '' || token === 'pause-logging' || this.#registered.has(token)) {
      this.fail(`command '${line}'`, `The stop-commands token '${data}' is not allowed.`)
      return
    }
    this.#write(line)
    this.#stopToken = token
    this.#registered.add(token)
  }

  #carryOut(command: RunnerCommand): void {
    const { name, data, line } = command
    const annotation = annotationFor(command, this.#workspace, text => this.#secrets.mask(text))
    if (annotation !== undefined) {
      this.#annotate(annotation)
      this.#write(`##[${name}]${data}`)
      return
    }
    if (this.#isEchoing && !UNECHOED.includes(name)) this.#write(line)
    this.#handlers[name]?.(command)
  }

  readonly #handlers: Readonly<Record<string, (command: RunnerCommand) => void>> = {
    'add-mask': ({ data }) => this.#addMask(data),
    'add-matcher': command => this.#addMatcher(command),
    'add-path': command => this.#refuse(command),
    'set-env': command => this.#refuse(command),
    'set-output': command => this.#keep(this.outputs, command),
    'save-state': command => this.#keep(this.state, command),
    debug: ({ data }) => this.#isDebug && this.#write(`##[debug]${data}`),
    echo: command => this.#setEcho(command),
    group: ({ data }) => this.#write(`##[group]${data}`),
    endgroup: () => this.#write('##[endgroup]'),
  }

  #addMask(value: string): void {
    if (value.trim() === '') {
      this.warning("Can't add secret mask for empty string in ##[add-mask] command.")
      return
    }
    if (this.#isEchoing) this.#write('::add-mask::***')
    this.#secrets.add(value)
  }

  #setEcho({ line, data }: RunnerCommand): void {
    const wanted = data.trim().toLowerCase()
    if (wanted === 'on' || wanted === 'off') this.#isEchoing = wanted === 'on'
    else this.fail(`command '${line}'`, `Invalid echo command value: '${data}'.`)
  }

  #keep(kept: Map<string, string>, { line, data, properties }: RunnerCommand): void {
    const name = properties.get('name')
    if (name === undefined) this.fail(`command '${line}'`, "Required field 'name' is missing.")
    else kept.set(name, data)
  }

  #addMatcher({ line, data }: RunnerCommand): void {
    if (data === '') this.warning('File path must be specified.')
    else if (!existsSync(resolve(this.#workspace, data))) this.fail(`command '${line}'`, `Could not find file '${data}'.`)
  }

  /** Commands of the older days, by which any line of output could change the environment. */
  #refuse({ line, name }: RunnerCommand): void {
    this.fail(`command '${line}'`, `The \`${name}\` command is disabled.`)
  }

  #annotate(annotation: ShownAnnotation): void {
    const count = this.annotations.filter(({ level }) => level === annotation.level).length
    if (count < ANNOTATIONS_OF_A_KIND) this.annotations.push(annotation)
    else this.dropped += 1
  }

  #write(line: string): void {
    this.lines.push(this.#secrets.mask(line))
  }
}

const NOWHERE = {
  title: undefined,
  path: undefined,
  startLine: undefined,
  endLine: undefined,
  startColumn: undefined,
  endColumn: undefined,
}
