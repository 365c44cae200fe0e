import { run } from '../../cli/run.ts'
import { memoryIo, type World } from './memory-io.ts'

/** Runs the command in a folder as a user would, with a PATH on which git is. */
export async function pullPolicy(cwd: string, args: readonly string[], { env, ...world }: Partial<World> = {}) {
  const io = memoryIo({ cwd, env: { PATH: process.env.PATH, ...env }, ...world })
  return { exitCode: await run(args, io), ...io.written() }
}

/** The JSON report of `check` with further arguments. */
export async function reportOf(cwd: string, ...args: readonly string[]) {
  const { stdout } = await pullPolicy(cwd, ['check', '--format', 'json', ...args])
  return JSON.parse(stdout)
}

/** A Deployment whose image stands on line 10. */
export function deployment(image: string, name = 'web'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  template:
    spec:
      containers:
        - name: app
          image: ${image}
`
}
