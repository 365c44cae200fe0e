import type { InstallationVisitJob, Job, RepositoryVisitJob } from '../events/job.ts'
import type { AppAccess, Connection } from '../github/connection.ts'
import { isOfReview, listOwnChecks } from './own-checks.ts'

/** What looking for work needs of the world. */
export interface VisitWorld {
  readonly connection: Connection
  readonly appId: number
  enqueue(job: Job): Promise<void>
}

const PAGE_SIZE = 100

/** Pull requests of one repository that are looked at, the newest first: more are open only where nobody waits for a check. */
const MOST_PULLS = 500

/** Lets every repository of an installation be visited. Answers how many there are. */
export async function visitInstallation(
  { installation, reason }: InstallationVisitJob,
  { connection, enqueue }: VisitWorld,
): Promise<number> {
  let visited = 0
  for (let page = 1; ; page += 1) {
    const { data } = await connection.api.rest.apps.listReposAccessibleToInstallation({ per_page: PAGE_SIZE, page })
    for (const { id, name, owner, archived } of data.repositories) {
      if (archived === true) continue
      visited += 1
      await enqueue({ kind: 'repository', installation, repository: { id, owner: owner.login, repo: name }, reason })
    }
    if (data.repositories.length < PAGE_SIZE) return visited
  }
}

/** Lets the open pull requests of a repository be reviewed that have no review of ours on their head; all of them where configuration or permissions have changed. Answers how many. */
export async function visitRepository(job: RepositoryVisitJob, { connection, appId, enqueue }: VisitWorld): Promise<number> {
  const { installation, repository, reason } = job
  const access = connection.accessTo(repository)
  let found = 0
  for (let page = 1; page <= MOST_PULLS / PAGE_SIZE; page += 1) {
    const { data } = await access.api.rest.pulls.list({ ...access.repository, state: 'open', per_page: PAGE_SIZE, page })
    for (const { number, head } of data) {
      if (reason === 'added' && (await isReviewed(access, head.sha, appId))) continue
      found += 1
      await enqueue({ kind: 'pull-request', installation, repository, number, reason: 'changed' })
    }
    if (data.length < PAGE_SIZE) return found
  }
  return found
}

/** One that only says why there was no review does not count: what stood in the way may be over. */
async function isReviewed(access: AppAccess, head: string, appId: number): Promise<boolean> {
  return (await listOwnChecks(access, head, appId)).some(isOfReview)
}
