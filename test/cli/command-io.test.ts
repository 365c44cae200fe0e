import { Writable } from 'node:stream'
import { expect, test } from '@jest/globals'
import { outputTo } from '../../cli/command-io.ts'

/** A stream whose every write ends as given. */
function streamThat(fails: Error | null): Writable {
  return new Writable({ write: (_, __, done) => setImmediate(done, fails) })
}

const refusal = (code: string, errno: number) => Object.assign(new Error(`${code}: a system's words`), { code, errno })

test('a write settles when the text has gone out', async () => {
  const gone: string[] = []
  const stream = new Writable({
    write: (chunk, _, done) => {
      setTimeout(() => {
        gone.push(String(chunk))
        done()
      }, 5)
    },
  })
  const output = outputTo(stream, 'standard output')
  await output.write('one')
  expect(gone).toEqual(['one'])
  await output.write('two')
  expect([gone, stream.listenerCount('error')]).toEqual([['one', 'two'], 0])
})

test('a reader that has gone is no fault, however often something is written', async () => {
  const output = outputTo(streamThat(refusal('EPIPE', -32)), 'standard output')
  await expect(output.write('one')).resolves.toBeUndefined()
  await expect(output.write('two')).resolves.toBeUndefined()
})

test('a full disk is told in words', async () => {
  const output = outputTo(streamThat(refusal('ENOSPC', -28)), 'standard output')
  await expect(output.write('one')).rejects.toEqual(
    expect.objectContaining({ name: 'UserError', code: 'output', message: 'standard output cannot be written: no space left on device' }),
  )
})

test('anything else is a fault of our own', async () => {
  const fault = new TypeError('x is not a function')
  await expect(outputTo(streamThat(fault), 'standard output').write('one')).rejects.toBe(fault)
})
