const test = (n: string, f: () => Promise<void>, _t: number) => f().catch(e => { console.error(e); process.exit(1) })
import { startFakeGitHub } from '../fake/github/fake-github.ts'
import { FakeRegistry } from '../fake/registry/fake-registry.ts'
import { AppProcess } from './harness/app-process.ts'

test('try', async () => {
  const github = await startFakeGitHub({ isEnterprise: true })
  const registry = await new FakeRegistry().start()
  const app = github.app({ slug: 'pull-policy', permissions: { contents: 'read', pull_requests: 'write', checks: 'write', merge_queues: 'read' }, events: ['pull_request', 'check_run', 'merge_group', 'push', 'pull_request_review'] })
  const proc = await AppProcess.start(github, app, { mirrors: { 'docker.io': `127.0.0.1:${registry.port}` } })
  const repository = github.repository('acme/shop', { files: { 'deploy/web.yaml': web('app:1.4.0') } })
  app.install(repository)
  const pull = repository.pullRequest({ head: { files: { 'deploy/web.yaml': web('app:latest') } } })
  await github.settled()
  await proc.idle(6000).catch(e => console.log(String(e).slice(0, 300)))
  console.log(JSON.stringify(proc.log, null, 1).slice(0, 6000))
  console.log(pull.comments().map(c => c.body).join('\n=====\n'))
  console.log(repository.checkRuns.map(c => [c.title, c.conclusion, c.summary, c.annotations]))
  console.log(github.requests.all.map(r => `${r.status} ${r.method} ${r.path}`).join('\n'))
  console.log(github.violations)
  console.log(await proc.stop(), proc.stderr)
  await registry.stop()
  await github.close()
}, 30000)

function web(image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: app
          image: ${image}
`
}
