import { judge, type Review, renderJson, renderText, reviewFiles, VERSION } from '../src/index.ts'
import type { CheckInvocation } from './arguments.ts'
import { type CommandIo, hasColor } from './command-io.ts'
import { readInputs } from './inputs.ts'
import { writeOutputFile } from './output-file.ts'
import { Progress } from './progress.ts'

/** Reviews files and folders, and writes the report. Answers with the exit code: 1 at or above the threshold, else 0. */
export async function check(invocation: CheckInvocation, io: CommandIo): Promise<0 | 1> {
  const progress = new Progress(io)
  const review = await reviewFiles(progress.watch(readInputs(invocation.paths, io)))
  if (progress.count === 0) await io.stderr.write(`pull-policy: nothing was read: ${whyNothing(invocation.paths)}\n`)

  if (invocation.output !== undefined) writeOutputFile(invocation.output, render(review, invocation, { hasColor: false }), io.cwd)
  else await io.stdout.write(render(review, invocation, layoutFor(io)))
  return judge(review, invocation).isFailing ? 1 : 0
}

function render(review: Review, { format, failOn, failsOnSkipped }: CheckInvocation, layout: Layout): string {
  switch (format) {
    case 'text':
      return renderText(review, { ...layout, failOn, failsOnSkipped })
    case 'json':
      return renderJson(review, { name: 'pull-policy', version: VERSION })
  }
}

interface Layout {
  readonly hasColor: boolean
  readonly width?: number
}

function layoutFor({ stdout, env }: CommandIo): Layout {
  return { hasColor: hasColor(stdout, env), ...(stdout.width === undefined ? {} : { width: stdout.width }) }
}

function whyNothing(paths: readonly string[]): string {
  return `${paths.join(', ')} holds no file whose name ends in .yaml, .yml or .json, or git ignores them all`
}
