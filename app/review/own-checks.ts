import type { ListedCheckRun } from '../../src/index.ts'
import type { AppAccess } from '../github/connection.ts'
import { CHECK_NAME, readStateMark } from './check-identity.ts'

/** Our check runs at a commit, the latest of each suite. Any app, and any workflow, can make some of the same name. */
export async function listOwnChecks({ api, repository }: AppAccess, ref: string, appId: number): Promise<readonly ListedCheckRun[]> {
  const { data } = await api.rest.checks.listForRef({
    ...repository,
    ref,
    check_name: CHECK_NAME,
    filter: 'latest',
    app_id: appId,
    per_page: 100,
  })
  return data.check_runs.filter(({ app }) => app?.id === appId)
}

/** Whether a check run says what a review came to, and not why there was none. */
export function isOfReview({ status, output }: Pick<ListedCheckRun, 'status' | 'output'>): boolean {
  return status === 'completed' && readStateMark(output.summary) !== undefined
}
