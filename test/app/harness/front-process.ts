import { Front } from '../../../app/front/server.ts'
import { createLog } from '../../../app/log/log.ts'
import { Metrics } from '../../../app/metrics.ts'

/** A front alone in a process, forked by a test: tells its port, and for each message how much memory it has had at most, in bytes. */
const front = new Front({
  webhookPath: '/api/github/webhooks',
  webhookSecrets: { current: 'a-secret-of-the-test', previous: null },
  log: createLog('error', { write: () => {}, now: () => new Date(0) }),
  metrics: new Metrics(),
  receive: async () => {},
  isQueueReady: async () => true,
})
await front.listen('127.0.0.1', 0)
process.on('message', () => process.send?.(process.resourceUsage().maxRSS * 1024))
process.send?.(front.port)
