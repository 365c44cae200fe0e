import { describe, expect, test } from '@jest/globals'
import { createLog, type LogFields } from '../../../app/log/log.ts'
import { LOG_LEVELS, type LogLevel } from '../../../app/log/log-level.ts'
import { quietLog } from '../../../app/log/probot-log.ts'

function logOf(level: LogLevel): { readonly log: ReturnType<typeof createLog>; readonly lines: string[] } {
  const lines: string[] = []
  return { lines, log: createLog(level, { write: line => lines.push(line), now: () => new Date(0) }) }
}

test('a line is JSON, with what happened and what it is about', () => {
  const { log, lines } = logOf('info')
  log.with({ installation: 7, repositoryId: 8 }).info('a job is done', { pullNumber: 9, job: 'pr:8:9', result: 'done', durationMs: 12 })
  expect(lines).toEqual([
    '{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"a job is done","installation":7,"repositoryId":8,"pullNumber":9,"job":"pr:8:9","result":"done","durationMs":12}\n',
  ])
})

test.each(LOG_LEVELS)('at %s, what is below is left out', level => {
  const { log, lines } = logOf(level)
  log.debug('1')
  log.info('2')
  log.warn('3')
  log.error('4')
  expect(lines).toHaveLength(4 - LOG_LEVELS.indexOf(level))
})

/** What must never come out: it stands for a private title, path, body, or password. */
const CANARY = 'c4n4ry'

/** An error as Octokit throws it: its message has a path, and the request with token and body hangs on it. */
function requestError(): Error {
  const error = new Error(
    `Not Found - https://api.github.invalid/repos/acme/${CANARY}/contents/${CANARY}.yaml\n    at ${CANARY} (/secret.ts:1:1)`,
  )
  return Object.assign(error, {
    name: 'HttpError',
    status: 404,
    request: { headers: { authorization: `token ghs_${CANARY}` }, body: { title: CANARY } },
    response: { data: { message: CANARY } },
    event: { payload: { pull_request: { title: CANARY, body: CANARY } } },
  })
}

describe('nothing of anybody else comes out', () => {
  test.each(LOG_LEVELS)('at %s', level => {
    const { log, lines } = logOf(level)
    const quiet = quietLog(log)
    const smuggled: object = {
      title: CANARY,
      path: CANARY,
      body: CANARY,
      action: `two words\n${CANARY}`,
      installation: CANARY,
      msg: CANARY,
    }
    const wrapped = new AggregateError([requestError()], CANARY, { cause: requestError() })
    for (const write of [log, log.with(smuggled as LogFields)]) {
      write.debug('d', smuggled)
      write.info('i', smuggled)
      write.warn('w', { error: requestError() })
      write.error('e', { error: wrapped })
      write.error('e', { error: CANARY })
      write.error('e', { error: { message: CANARY } })
    }
    const ways = [quiet.trace, quiet.debug, quiet.info, quiet.warn, quiet.error, quiet.fatal, quiet.child().error]
    for (const way of ways) {
      way(requestError())
      way(wrapped, CANARY)
      way({ err: requestError(), event: { payload: CANARY } }, `Webhook received ${CANARY}`)
      way({ event: CANARY }, CANARY)
      way(CANARY)
    }
    expect(lines.length).toBeGreaterThanOrEqual(level === 'silent' ? 0 : 10)
    expect(lines.join('')).not.toContain(CANARY)
  })

  test('also of an error whose message is another one by now', () => {
    const { log, lines } = logOf('error')
    log.error('e', { error: Object.assign(requestError(), { message: 'harmless' }) })
    expect(lines.join('')).not.toContain(CANARY)
  })

  test('and yet an error says what it is and where it was thrown', () => {
    const { log, lines } = logOf('error')
    log.error('a job failed', { error: new Error('outer', { cause: requestError() }) })
    const [line = ''] = lines
    expect(JSON.parse(line)).toMatchObject({ error: { name: 'Error', at: expect.anything(), cause: { name: 'HttpError', status: 404 } } })
    expect(line).toMatch(/requestError log\.test\.ts:\d+:\d+/)
  })
})

test.each([
  `ghs_${'a1B2'.repeat(9)}`,
  `ghs_4242_${'eyJhbGciOi'.repeat(9)}.${'x-y_z'.repeat(40)}.${'Q-_9'.repeat(60)}`,
  `github_pat_${'1aB'.repeat(20)}`,
  `ghp_${'x'.repeat(36)}`,
  `eyJhbGciOiJSUzI1NiJ9.eyJpYXQiOjF9.${'s-_'.repeat(30)}`,
])('what looks like a token is blackened, wherever it stands: %s', token => {
  const { log, lines } = logOf('debug')
  log.info(`a sentence with ${token}`)
  log.info(`bearer ${'q'.repeat(30)}`)
  expect(lines.join('')).not.toContain(token.slice(10))
  expect(lines.join('')).not.toContain('qqqq')
  expect(lines.join('').match(/\[redacted\]/g)).toHaveLength(2)
})
