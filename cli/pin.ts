import { breakCommands, isPathWanted, judge, type PinnedFile, type ReviewedContainer, reviewAndPin, terminalText } from '../src/index.ts'
import type { PinInvocation } from './arguments.ts'
import type { CommandIo } from './command-io.ts'
import { readInputs } from './inputs.ts'
import { replaceFile } from './output-file.ts'
import { describeSkipped, forRunner } from './report.ts'
import { optionsOf, readSettings, withResolver, workTree } from './settings.ts'

/** Prints the patch that pins, or writes it into the files; says on standard error what became of each image. */
export async function pin(invocation: PinInvocation, io: CommandIo): Promise<0 | 1> {
  const settings = await readSettings(invocation, 'pin', io, workTree(io))
  const files = readInputs(invocation.paths, io, isPathWanted(settings.config))
  const options = { ...optionsOf(settings), isUpdatingPins: invocation.isUpdating }
  const {
    result: { review, pinned },
  } = await withResolver(invocation, settings, io, asking => reviewAndPin(files, { ...options, ...asking }))
  const told = [...review.containers.flatMap(describe), ...review.skipped.map(describeSkipped)]
  await io.stderr.write(breakCommands(told.map(line => `${line}\n`).join('')))
  if (invocation.isWriting) for (const file of pinned) writePins(file, io)
  else await io.stdout.write(forRunner(review.patch, io))
  return judge(review, { failOn: settings.config.failOn, failsOnSkipped: settings.config.failOnSkipped }).isFailing ? 1 : 0
}

const SAYS: Readonly<Record<ReviewedContainer['pin']['status'], string>> = {
  pinned: 'has its digest',
  offered: 'pinned',
  declined: 'left',
  unresolved: 'not resolved',
}

function describe({ file, image, pin, resolution, pullPolicy }: ReviewedContainer): readonly string[] {
  if (!image) return []
  const platforms = resolution.platforms.length > 0 ? `, ${resolution.platforms.length} platforms` : ''
  const stays = pin.status === 'offered' && pullPolicy.effective ? `; the policy stays ${pullPolicy.effective}` : ''
  const why = pin.reason === null ? `${platforms}${stays}` : `: ${pin.reason}`
  return [terminalText(`${file}:${image.at.line}: ${image.value}: ${SAYS[pin.status]}${why}`)]
}

/** Only a file that still holds what was reviewed is written, and never through a symbolic link. */
function writePins({ path, file, text }: PinnedFile, io: CommandIo): void {
  const mark = file.hasByteOrderMark ? '\ufeff' : ''
  replaceFile(path, { expected: `${mark}${file.text}`, text: `${mark}${text}` }, io.cwd)
}
