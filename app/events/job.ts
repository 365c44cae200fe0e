/** A repository as a job names it: its id stays when it is renamed or moved, its name is what GitHub's addresses take. */
export interface JobRepository {
  readonly id: number
  readonly owner: string
  readonly repo: string
}

/** Who pressed a button or wrote a command. */
export interface JobSender {
  readonly id: number
  readonly login: string
}

interface RepositoryJob {
  readonly installation: number
  readonly repository: JobRepository
}

/** Bring a pull request's check, comment and suggestions up to what it is now. */
export interface PullRequestJob extends RepositoryJob {
  readonly kind: 'pull-request'
  readonly number: number
  /** `pushed` is a head that no check can be on yet; `asked` is somebody's wish, which nothing that is remembered fulfils. */
  readonly reason: 'pushed' | 'changed' | 'asked'
}

/** Check what a merge queue would merge. */
export interface MergeGroupJob extends RepositoryJob {
  readonly kind: 'merge-group'
  readonly head: string
  readonly base: string
  readonly baseRef: string
}

/** Review again, whatever was done already. */
export interface RerunJob extends RepositoryJob {
  readonly kind: 'rerun'
  /** null where only the commit is known. */
  readonly number: number | null
  /** The commit whose check somebody wants renewed; null where they named the pull request. */
  readonly head: string | null
  readonly checkRun: number | null
  /** Whose right to ask must be looked up; null where GitHub has done so. */
  readonly sender: JobSender | null
}

/** Commit the patch that a check run offered. */
export interface PinJob extends RepositoryJob {
  readonly kind: 'pin'
  readonly checkRun: number
  readonly sender: JobSender
}

/** Look for open pull requests that have no check of ours on their head. */
export interface RepositoryVisitJob extends RepositoryJob {
  readonly kind: 'repository'
  readonly reason: 'added' | 'reconfigured'
}

/** The same for all repositories of an installation. */
export interface InstallationVisitJob {
  readonly kind: 'installation'
  readonly installation: number
}

/**
 * What an event asks for: an identity and nothing else. Whoever works on it looks at what is there by then, so that late,
 * lost, doubled and reordered events all come to the same. Plain data, so that a queue may keep it anywhere.
 */
export type Job = PullRequestJob | MergeGroupJob | RerunJob | PinJob | RepositoryVisitJob | InstallationVisitJob

/** What jobs are gathered by: of one key, one runs at a time, and many that wait are one. */
export function keyOf(job: Job): string {
  switch (job.kind) {
    case 'pull-request':
      return `pr:${job.repository.id}:${job.number}`
    case 'merge-group':
      return `group:${job.repository.id}:${job.head}`
    case 'rerun':
      return `rerun:${job.repository.id}:${job.checkRun ?? `${job.head}:${job.number}`}:${job.sender?.id ?? ''}`
    case 'pin':
      return `pin:${job.repository.id}:${job.checkRun}`
    case 'repository':
      return `repository:${job.repository.id}`
    case 'installation':
      return `installation:${job.installation}`
  }
}
