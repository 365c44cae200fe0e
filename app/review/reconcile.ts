import type { InstallationVisitJob, Job, RepositoryVisitJob } from '../events/job.ts'
import type { AppAccess, Connection } from '../github/connection.ts'
import { CHECK_NAME } from './check-identity.ts'

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
export async function visitInstallation({ installation }: InstallationVisitJob, { connection, enqueue }: VisitWorld): Promise<number> {
  let visited = 0
  for (let page = 1; ; page += 1) {
    const { data } = await connection.api.rest.apps.listReposAccessibleToInstallation({ per_page: PAGE_SIZE, page })
    for (const { id, name, owner, archived } of data.repositories) {
      if (archived === true) continue
      visited += 1
      await enqueue({ kind: 'repository', installation, repository: { id, owner: owner.login, repo: name }, reason: 'added' })
    }
    if (data.repositories.length < PAGE_SIZE) return visited
  }
}

/** Lets the open pull requests of a repository be reviewed that have no completed check of ours on their head; all of them where the configuration has changed. Answers how many. */
export async function visitRepository(job: RepositoryVisitJob, { connection, appId, enqueue }: VisitWorld): Promise<number> {
  const { installation, repository, reason } = job
  const access = connection.accessTo(repository)
  let found = 0
  for (let page = 1; page <= MOST_PULLS / PAGE_SIZE; page += 1) {
    const { data } = await access.api.rest.pulls.list({ ...access.repository, state: 'open', per_page: PAGE_SIZE, page })
    for (const { number, head } of data) {
      if (reason === 'added' && (await hasCheck(access, head.sha, appId))) continue
      found += 1
      await enqueue({ kind: 'pull-request', installation, repository, number, reason: 'changed' })
    }
    if (data.length < PAGE_SIZE) return found
  }
  return found
}

async function hasCheck({ api, repository }: AppAccess, ref: string, appId: number): Promise<boolean> {
  const { data } = await api.rest.checks.listForRef({ ...repository, ref, check_name: CHECK_NAME, filter: 'latest', per_page: PAGE_SIZE })
  return data.check_runs.some(({ app, status }) => app?.id === appId && status === 'completed')
}
