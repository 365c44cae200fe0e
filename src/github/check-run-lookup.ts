import { type Written, write } from './write.ts'
import type { GitHubWriteAccess, ListedAnnotation, ListedCheckRun } from './write-api.ts'

/** What tells a check run from all others. */
export interface CheckRunIdentity {
  readonly name: string
  readonly head: string
  /** Tells our runs of one name apart, as `pull-policy:7`; a run of the same name and id is changed, not made again. */
  readonly externalId: string
  /** Whose run it is: others of the same name and id cannot be changed. undefined where that is not known. */
  readonly appId?: number
}

/** The latest run of a name and id, if there is one. Refusing the list is refusing the check: both are of the same permission. */
export function findRun(access: GitHubWriteAccess, wanted: CheckRunIdentity): Promise<Written<ListedCheckRun | undefined>> {
  const { head, name, externalId, appId } = wanted
  const ofApp = appId === undefined ? {} : { app_id: appId }
  const parameters = { ...access.repository, ref: head, check_name: name, filter: 'latest', per_page: 100, ...ofApp } as const
  return write(access, errandFor(wanted), async () => {
    const { data } = await access.api.rest.checks.listForRef(parameters)
    const own = data.check_runs.filter(run => run.external_id === externalId && (appId === undefined || run.app?.id === appId))
    return own.toSorted((one, other) => other.id - one.id)[0]
  })
}

/** The same, where a refusal is of no interest. */
export async function findNew(access: GitHubWriteAccess, wanted: CheckRunIdentity): Promise<ListedCheckRun | undefined> {
  const found = await findRun(access, wanted)
  return found.kind === 'written' ? found.answer : undefined
}

/** All annotations of a run. */
export async function listAnnotations(access: GitHubWriteAccess, id: number): Promise<readonly ListedAnnotation[]> {
  const listed: ListedAnnotation[] = []
  for (let page = 1; ; page += 1) {
    const { data } = await access.api.rest.checks.listAnnotations({ ...access.repository, check_run_id: id, per_page: 100, page })
    listed.push(...data)
    if (data.length < 100) return listed
  }
}

/** What writing a check run takes. */
export const PERMISSION = 'checks: write'

/** The same in words. */
export function errandFor({ head }: CheckRunIdentity) {
  return { subject: `the check run at ${head.slice(0, 7)}`, permission: PERMISSION }
}
