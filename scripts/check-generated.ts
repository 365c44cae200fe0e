import { execFileSync } from 'node:child_process'

/** What is generated and committed; regenerating must change nothing. */
const GENERATED = ['dist', 'docs', 'schema', 'README.md']

for (const script of ['docs', 'build']) execFileSync('npm', ['run', '--silent', script], { stdio: 'inherit' })

const status = execFileSync('git', ['status', '--porcelain=v1', '--', ...GENERATED], { encoding: 'utf8' })
const stale = status.split('\n').filter(line => line !== '' && line[1] !== ' ')
if (stale.length > 0) {
  console.error(`These files are not what a rebuild makes; commit them as they are now:\n${stale.join('\n')}`)
  process.exitCode = 1
}
