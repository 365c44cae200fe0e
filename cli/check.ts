import { isPathWanted, judge, reviewFiles } from '../src/index.ts'
import type { CheckInvocation } from './arguments.ts'
import { sayAboutHosts, withAnswers } from './asking.ts'
import { resolveBytePath } from './byte-path.ts'
import type { CheckedReview } from './checked-review.ts'
import { type CommandIo, hasColor, say } from './command-io.ts'
import { findRepositoryTop } from './ignore-rules.ts'
import { readInputs } from './inputs.ts'
import { writeOutputFile } from './output-file.ts'
import { Progress } from './progress.ts'
import { reviewRange } from './range.ts'
import { readNamedFile } from './read-file.ts'
import { forRunner, type Layout, renderReport } from './report.ts'
import { optionsOf, readSettings, workTree } from './settings.ts'
import { inputFileOf } from './walk.ts'

/** Reviews files and folders, or a range of commits, and writes the report. Answers with the exit code: 1 at or above the threshold, else 0. */
export async function check(invocation: CheckInvocation, io: CommandIo): Promise<0 | 1> {
  const { range, format, output } = invocation
  const checked = range ? await reviewRange(invocation, range, io) : await reviewPaths(invocation, io)
  if (output !== undefined) writeOutputFile(output, await renderReport(checked, format, { hasColor: false }, io.env), io.cwd)
  else {
    const report = await renderReport(checked, format, layoutFor(io), io.env)
    await io.stdout.write(format === 'markdown' ? forRunner(report, io) : report)
  }
  await sayAboutHosts(checked.review.containers, io)
  const { failOn, failOnSkipped } = checked.settings.config
  return judge(checked.review, { failOn, failsOnSkipped: failOnSkipped }).isFailing ? 1 : 0
}

async function reviewPaths(invocation: CheckInvocation, io: CommandIo): Promise<CheckedReview> {
  const { paths } = invocation
  const settings = await readSettings(invocation, 'check', io, workTree(io))
  const progress = new Progress(io)
  const files = progress.watch(readInputs(paths, io, isPathWanted(settings.config)))
  const options = { ...optionsOf(settings, io), isWholeRepository: isWholeRepository(paths, io) }
  const { result: review, askedAt } = await withAnswers(invocation, settings, io, asking => reviewFiles(files, { ...options, ...asking }))
  if (progress.count === 0) await say(io, `nothing was read: ${whyNothing(paths)}`)
  return { review, settings, base: null, askedAt, readAgain: again => readFromDisk(again, io) }
}

/** Whether all that the repository holds is below the paths, so that what is not found is not there. */
function isWholeRepository(paths: readonly string[], { cwd }: CommandIo): boolean {
  const here = resolveBytePath(cwd, '.')
  const top = findRepositoryTop(here) ?? here
  return paths.some(path => path !== '-' && resolveBytePath(cwd, path) === top)
}

function* readFromDisk(paths: ReadonlySet<string>, { cwd }: CommandIo) {
  for (const path of paths) yield inputFileOf(path, readNamedFile(resolveBytePath(cwd, path)))
}

function layoutFor({ stdout, env }: CommandIo): Layout {
  return { hasColor: hasColor(stdout, env), ...(stdout.width === undefined ? {} : { width: stdout.width }) }
}

function whyNothing(paths: readonly string[]): string {
  return `${paths.join(', ')} holds no file whose name ends in .yaml, .yml or .json, or git ignores them all`
}
