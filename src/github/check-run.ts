import { type CheckRunIdentity, errandFor, findNew, findRun, listAnnotations, PERMISSION } from './check-run-lookup.ts'
import { type CheckRunOutput, chunksOf, type Limited, limitOutput, missingFrom } from './check-run-output.ts'
import { refusedAsGone, type WriteRefusal, type Written, writeOnce } from './write.ts'
import type { CheckRunFields, GitHubWriteAccess, ListedCheckRun } from './write-api.ts'

/** The check run that is to stand at a commit. */
export interface WantedCheckRun extends CheckRunIdentity {
  readonly detailsUrl?: string
  readonly conclusion: 'success' | 'failure' | 'neutral'
  readonly output: CheckRunOutput
  /** Buttons; GitHub takes three. */
  readonly actions?: readonly { readonly label: string; readonly description: string; readonly identifier: string }[]
}

/** What became of it. */
export type CheckRunOutcome = { readonly kind: 'written'; readonly id: number } | WriteRefusal

/**
 * Makes a check run, or completes the one that is there, with all its annotations: GitHub takes 50 a request and adds them to
 * those it has. It is completed once, with the last of them, and also where some of them are refused or GitHub fails.
 */
export async function keepCheckRun(access: GitHubWriteAccess, wanted: WantedCheckRun): Promise<CheckRunOutcome> {
  const limited = limitOutput(wanted.output)
  const found = await findRun(access, wanted)
  if (found.kind !== 'written') return refusal(found)
  const standing = found.answer
  if (standing === undefined) return makeRun(access, wanted, limited)
  const missing = await missingAnnotations(access, standing, limited)
  if (missing === undefined) return makeRun(access, wanted, limited)
  if (missing.length === 0 && isSaid(standing, wanted, limited)) return { kind: 'written', id: standing.id }
  const progress = { id: standing.id, count: standing.output.annotations_count, isCompleted: standing.status === 'completed' }
  return append(access, wanted, limited, progress, chunksOf(missing))
}

/** The annotations that a run lacks; undefined where it has others, which nobody can take away again. */
async function missingAnnotations(access: GitHubWriteAccess, run: ListedCheckRun, { annotations }: Limited) {
  return run.output.annotations_count === 0 ? annotations : missingFrom(annotations, await listAnnotations(access, run.id))
}

async function makeRun(access: GitHubWriteAccess, wanted: WantedCheckRun, limited: Limited): Promise<CheckRunOutcome> {
  const [first = [], ...rest] = chunksOf(limited.annotations)
  const create = (annotations: Limited['annotations'], isLast: boolean) => {
    const fields = fieldsOf(wanted, limited, annotations, isLast)
    const parameters = { ...access.repository, name: wanted.name, head_sha: wanted.head, external_id: wanted.externalId, ...fields }
    return writeOnce(
      access,
      errandFor(wanted),
      async () => (await access.api.rest.checks.create(parameters)).data,
      async () => findNew(access, wanted),
    )
  }
  let made = await create(first, rest.length === 0)
  if (made.kind === 'invalid' && first.length > 0) made = await create([], rest.length === 0)
  if (made.kind !== 'written') return refusal(made)
  const run = { id: made.answer.id, count: first.length, isCompleted: false }
  return rest.length === 0 ? { kind: 'written', id: run.id } : append(access, wanted, limited, run, rest)
}

interface Progress {
  readonly id: number
  /** How many annotations it has. */
  readonly count: number
  /** One that is completed already is not opened again. */
  readonly isCompleted: boolean
}

/** Adds the annotations piece by piece and completes the run with the last one. */
async function append(
  access: GitHubWriteAccess,
  wanted: WantedCheckRun,
  limited: Limited,
  { id, count, isCompleted }: Progress,
  chunks: readonly Limited['annotations'][],
): Promise<CheckRunOutcome> {
  const pending = chunks.length === 0 ? [[]] : chunks
  let sent = count
  try {
    for (const [index, chunk] of pending.entries()) {
      const isLast = index === pending.length - 1
      let done = await update(access, wanted, id, fieldsOf(wanted, limited, chunk, isLast || isCompleted), sent + chunk.length)
      if (done.kind === 'invalid' && isLast) done = await update(access, wanted, id, fieldsOf(wanted, limited, [], true), sent)
      else if (done.kind === 'written') sent += chunk.length
      if (done.kind === 'refused' || done.kind === 'gone') return refusal(done)
    }
    return { kind: 'written', id }
  } catch (thrown) {
    await update(access, wanted, id, fieldsOf(wanted, limited, [], true), sent)
    throw thrown
  }
}

function update(access: GitHubWriteAccess, wanted: WantedCheckRun, id: number, fields: CheckRunFields, count: number) {
  const parameters = { ...access.repository, check_run_id: id }
  return writeOnce<unknown>(
    access,
    errandFor(wanted),
    () => access.api.rest.checks.update({ ...parameters, ...fields }),
    async () => {
      const { data } = await access.api.rest.checks.get(parameters)
      return data.status === fields.status && data.output.annotations_count >= count ? data : undefined
    },
  )
}

function fieldsOf(
  { detailsUrl, conclusion, actions }: WantedCheckRun,
  { title, summary, text }: Limited,
  annotations: Limited['annotations'],
  isLast: boolean,
): CheckRunFields {
  return {
    ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
    output: {
      title,
      summary,
      ...(text === undefined ? {} : { text }),
      ...(annotations.length === 0 ? {} : { annotations: [...annotations] }),
    },
    ...(actions === undefined ? {} : { actions: actions.slice(0, MOST_ACTIONS).map(limitAction) }),
    ...(isLast ? { status: 'completed', conclusion } : { status: 'in_progress' }),
  }
}

const MOST_ACTIONS = 3

/** https://docs.github.com/rest/checks/runs#create-a-check-run */
function limitAction({ label, description, identifier }: NonNullable<WantedCheckRun['actions']>[number]) {
  return { label: label.slice(0, 20), description: description.slice(0, 40), identifier: identifier.slice(0, 20) }
}

/** Whether a completed run already says all this: then it is left alone. */
function isSaid({ status, conclusion, output }: ListedCheckRun, wanted: WantedCheckRun, { title, summary, text }: Limited): boolean {
  const isCompleted = status === 'completed' && conclusion === wanted.conclusion
  return isCompleted && output.title === title && output.summary === summary && (output.text ?? undefined) === text
}

function refusal(done: Exclude<Written<unknown>, { readonly kind: 'written' }>): WriteRefusal {
  if (done.kind === 'refused') return done
  if (done.kind === 'gone') return refusedAsGone({ subject: 'the check run', permission: PERMISSION })
  return { kind: 'refused', permission: '', reason: `GitHub answered 422, ${done.reason}` }
}
