import { isPathWanted, judge, reviewFiles } from '../src/index.ts'
import type { CheckInvocation } from './arguments.ts'
import { type CommandIo, hasColor } from './command-io.ts'
import { readInputs } from './inputs.ts'
import { writeOutputFile } from './output-file.ts'
import { Progress } from './progress.ts'
import { type RangeReview, reviewRange } from './range.ts'
import { forRunner, type Layout, renderReport } from './report.ts'
import { optionsOf, readFromWorkTree, readSettings, withResolver } from './settings.ts'

/** Reviews files and folders, or a range of commits, and writes the report. Answers with the exit code: 1 at or above the threshold, else 0. */
export async function check(invocation: CheckInvocation, io: CommandIo): Promise<0 | 1> {
  const { range, format, output, paths } = invocation
  const { review, settings, changedFiles } = range ? await reviewRange(invocation, range, io) : await reviewPaths(invocation, io)
  if (changedFiles === 0) await io.stderr.write(`pull-policy: ${range ? WHY_NO_CHANGE : `nothing was read: ${whyNothing(paths)}`}\n`)

  if (output !== undefined) writeOutputFile(output, renderReport(review, format, settings, { hasColor: false }), io.cwd)
  else await io.stdout.write(printable(renderReport(review, format, settings, layoutFor(io)), format, io))
  return judge(review, { failOn: settings.config.failOn, failsOnSkipped: settings.config.failOnSkipped }).isFailing ? 1 : 0
}

async function reviewPaths(invocation: CheckInvocation, io: CommandIo): Promise<RangeReview> {
  const settings = await readSettings(invocation, 'check', io, path => readFromWorkTree(io, path))
  const isWanted = isPathWanted(settings.config)
  const progress = new Progress(io)
  const files = progress.watch(readInputs(invocation.paths, io, isWanted))
  const options = { ...optionsOf(settings), isWholeRepository: invocation.paths.includes('.') }
  const review = await withResolver(invocation, settings, io, asking => reviewFiles(files, { ...options, ...asking }))
  return { review, settings, changedFiles: progress.count }
}

/** Markdown and patches carry lines of manifests as they are; the other formats are made for being printed. */
function printable(report: string, format: CheckInvocation['format'], io: CommandIo): string {
  return format === 'markdown' ? forRunner(report, io) : report
}

function layoutFor({ stdout, env }: CommandIo): Layout {
  return { hasColor: hasColor(stdout, env), ...(stdout.width === undefined ? {} : { width: stdout.width }) }
}

const WHY_NO_CHANGE = 'the range changes no file whose name ends in .yaml, .yml or .json below the given paths'

function whyNothing(paths: readonly string[]): string {
  return `${paths.join(', ')} holds no file whose name ends in .yaml, .yml or .json, or git ignores them all`
}
