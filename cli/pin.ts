import {
  breakCommands,
  describePin,
  describeVersions,
  fullReference,
  type InputFile,
  isPathWanted,
  judge,
  type PinnedFile,
  type ReviewedContainer,
  reviewAndPin,
  terminalText,
  UserError,
} from '../src/index.ts'
import type { PinInvocation } from './arguments.ts'
import { sayAboutHosts, withAnswers } from './asking.ts'
import { type CommandIo, say } from './command-io.ts'
import { readInputs } from './inputs.ts'
import { isBehindLink, replaceFile } from './output-file.ts'
import { describeSkipped, forRunner } from './report.ts'
import { optionsOf, readSettings, workTree } from './settings.ts'

/** Prints the patch that pins, or writes it into the files; says on standard error what became of each image. */
export async function pin(invocation: PinInvocation, io: CommandIo): Promise<0 | 1> {
  const settings = await readSettings(invocation, 'pin', io, workTree(io))
  const files = readWritable(invocation.paths, io, isPathWanted(settings.config))
  const options = { ...optionsOf(settings, io), isUpdatingPins: invocation.isUpdating }
  const {
    result: { review, pinned },
    askedAt,
  } = await withAnswers(invocation, settings, io, asking => reviewAndPin(files, { ...options, ...asking }))
  const images = review.containers.filter(({ image }) => image !== null)
  const told = [...images.map(container => describe(container, askedAt)), ...review.skipped.map(describeSkipped)]
  await io.stderr.write(breakCommands(told.map(line => `${line}\n`).join('')))
  await sayAboutHosts(images, io)
  await say(io, images.length > 0 ? conclude(images) : `no image was found in ${invocation.paths.join(', ')}`)
  if (invocation.isWriting) await writeAll(pinned, io)
  else {
    await io.stdout.write(forRunner(review.patch, io))
    if (pinned.some(({ path }) => path.startsWith('../'))) await say(io, ABOVE)
  }
  return judge(review, { failOn: settings.config.failOn, failsOnSkipped: settings.config.failOnSkipped }).isFailing ? 1 : 0
}

const SAYS: Readonly<Record<ReviewedContainer['pin']['status'], string>> = {
  offered: 'pinned',
  pinned: 'has its digest',
  declined: 'left',
  unresolved: 'not resolved',
}

/** What became of one image, on what grounds, and what its policy will be. */
function describe(container: ReviewedContainer, askedAt: ReadonlyMap<string, string>): string {
  const { file, image, pin } = container
  const why = describePin(container, askedAt)
  const versions = describeVersions(container)
  const inFull = fullReference(container)
  const named = inFull === image?.value || image?.isValid !== true ? '' : ` (${inFull})`
  const line = `${terminalText(`${file}:${image?.at.line}: ${image?.value}${named}`)}: ${SAYS[pin.status]}${why === '' ? '' : `: ${why}`}`
  return versions === '' ? line : `${line}; ${versions}`
}

function conclude(images: readonly ReviewedContainer[]): string {
  const counts = Object.entries(COUNTED).flatMap(([status, words]) => {
    const { length } = images.filter(({ pin }) => pin.status === status)
    return length === 0 ? [] : [`${length} ${words}`]
  })
  return `${images.length} ${images.length === 1 ? 'image' : 'images'}: ${counts.join(', ')}`
}

const COUNTED: Readonly<Record<ReviewedContainer['pin']['status'], string>> = {
  offered: 'pinned',
  pinned: 'with a digest already',
  declined: 'left',
  unresolved: 'not resolved',
}

const ABOVE = '`git apply` takes no patch for files above the folder where the command runs; run it in a folder that holds them all'

/** What the paths lead to, but for what lies behind a symbolic link: neither a patch nor the command writes through one. */
async function* readWritable(paths: readonly string[], io: CommandIo, isWanted: (path: string) => boolean): AsyncGenerator<InputFile> {
  const [links, others] = [true, false].map(isLink => paths.filter(path => (path !== '-' && isBehindLink(path, io.cwd)) === isLink))
  for (const path of links ?? []) yield { kind: 'unread', path, skip: 'unreadable', reason: 'a symbolic link; name what it leads to' }
  yield* readInputs(others ?? [], io, isWanted)
}

/** Only a file that still holds what was reviewed is written. One that cannot be keeps none of the others from it. */
async function writeAll(pinned: readonly PinnedFile[], io: CommandIo): Promise<void> {
  const failed = pinned.flatMap(({ path, file, text }) => {
    const mark = file.hasByteOrderMark ? '\ufeff' : ''
    const reason = replaceFile(path, { expected: `${mark}${file.text}`, text: `${mark}${text}` }, io.cwd)
    return reason === undefined ? [] : [`${JSON.stringify(path)} was not written: ${reason}`]
  })
  for (const line of failed.slice(1)) await say(io, line)
  if (failed[0] !== undefined) throw new UserError('output', failed[0])
}
