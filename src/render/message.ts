/**
 * A rule's message is one sentence of a known build: what will happen, because of what; what to do. The first part can
 * stand alone as a headline.
 */
export interface MessageParts {
  readonly what: string
  readonly because: string | null
  readonly todo: string | null
}

/** The parts of a message; what stands between backticks is never cut. A message of another build is all `what`. */
export function splitMessage(message: string): MessageParts {
  const mask = message.replace(/`[^`]*`/g, code => '`'.repeat(code.length))
  const todoAt = mask.indexOf(TODO)
  const sentence = todoAt < 0 ? message : message.slice(0, todoAt)
  const becauseAt = mask.slice(0, sentence.length).indexOf(BECAUSE)
  return {
    what: becauseAt < 0 ? sentence : sentence.slice(0, becauseAt),
    because: becauseAt < 0 ? null : sentence.slice(becauseAt + BECAUSE.length),
    todo: todoAt < 0 ? null : message.slice(todoAt + TODO.length),
  }
}

const BECAUSE = ', because '
const TODO = '; '

/** The text as a sentence of its own: a capital first letter and a full stop, unless it starts or ends with code. */
export function asSentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?:]$/.test(start) ? start : `${start}.`
}

/** A count with its noun: `1 warning`, `3 warnings`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}
