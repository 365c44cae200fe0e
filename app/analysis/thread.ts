import { parentPort } from 'node:worker_threads'
import { readConfig, UserError } from '../../src/index.ts'
import { reviewTask } from './review.ts'
import type { ConfigurationAnswer, ConfigurationText, FromThread, Question, Reply, ToThread } from './task.ts'

const port = parentPort
if (port === null) throw new Error('this is the program of a thread')

const open = new Map<number, (reply: Reply) => void>()
let asked = 0

function tell(message: FromThread): void {
  port?.postMessage(message)
}

function ask(question: Question): Promise<Reply> {
  asked += 1
  const id = asked
  return new Promise(resolve => {
    open.set(id, resolve)
    tell({ kind: 'question', id, question })
  })
}

/** Understands a configuration; what is wrong with it is an answer. */
function configure({ text, path }: ConfigurationText): ConfigurationAnswer {
  try {
    return { kind: 'usable', config: readConfig(text, path, { surface: 'app' }) }
  } catch (thrown) {
    if (thrown instanceof UserError) return { kind: 'broken', message: thrown.message }
    throw thrown
  }
}

async function work({ task, progress }: ToThread & { readonly kind: 'task' }): Promise<void> {
  try {
    const answer = task.kind === 'configuration' ? configure(task.configuration) : await reviewTask(task, { ask, configure, progress })
    tell({ kind: 'answer', answer })
  } catch (thrown) {
    tell({ kind: 'fault', stack: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) })
  }
}

port.on('message', (message: ToThread) => {
  if (message.kind === 'task') return void work(message)
  open.get(message.id)?.(message.reply)
  open.delete(message.id)
})
tell({ kind: 'ready' })
