/** One piece of work, as a queue takes it. */
export interface QueuedJob<J> {
  /** Of one key, one job runs at a time; a newer one takes the place of one that waits. */
  readonly key: string
  /** Whose it is: tenants take turns, and none has more than its share. */
  readonly tenant: string
  /** Milliseconds to wait for more of the same key; 0 is at once, also where others of the key wait. */
  readonly delay: number
  readonly job: J
}

/** What came of a run. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Something that may be gone when it is tried again; counts as an attempt. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The tenant is to be left alone until then (milliseconds since the epoch); counts as nothing. */
  | { readonly kind: 'postponed'; readonly until: number }

/** What a run has to hold on to. */
export interface Lease {
  /** 1 for the first run. */
  readonly attempt: number
  /** Whether a failure of this run ends the job. */
  readonly isLastAttempt: boolean
  /** Whether the job is still this run's own: a queue on another machine may have given it away. To be asked before each write. */
  isHeld(): Promise<boolean>
  /** Whether another job of the key waits, which will look at everything again. */
  hasNewer(): boolean
}

/** Works on one job. That it throws is a fault of ours: the job is over, and `onFault` hears of it. */
export type Handler<J> = (job: J, lease: Lease) => Promise<Outcome>

/** How a queue stands. */
export interface QueueState {
  readonly waiting: number
  readonly running: number
  /** Milliseconds for which the oldest job that could run has waited. */
  readonly oldestAge: number
}

/**
 * Jobs between those who hear of something and those who do something about it. In process or, behind the same port,
 * durable: whoever uses it must bear that a job runs twice, and that nothing but its identity came through.
 */
export interface JobQueue<J> {
  /** Settles once the job is as safe as this queue makes it; rejects where it could not be taken. */
  enqueue(job: QueuedJob<J>): Promise<void>
  /** Begins to work; to be called once. */
  work(handler: Handler<J>): void
  state(): QueueState
  /** Takes no more, ends what runs and what waits for no more than its first turn, for so many milliseconds at most, and answers how many are left. */
  drain(milliseconds: number): Promise<number>
}

/** What a queue keeps to. */
export interface QueueLimits {
  readonly concurrency: number
  readonly perTenant: number
  readonly attempts: number
  /** The longest a job is held back because more of its key keep coming, in milliseconds. */
  readonly longestDelay: number
  /** Keys that may wait; more are refused. */
  readonly mostWaiting: number
}

/** What holds where nobody says otherwise. */
export const QUEUE_LIMITS: QueueLimits = { concurrency: 10, perTenant: 2, attempts: 8, longestDelay: 10_000, mostWaiting: 50_000 }

/** Milliseconds before the next try: doubled each time, up to a minute and a half; `random` in [0, 1) spreads them. */
export function backoff(attempt: number, random: number): number {
  return Math.min(1000 * 2 ** (attempt - 1), 90_000) * (0.5 + random)
}
