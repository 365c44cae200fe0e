import type {
  ChangedFile,
  CheckOutput,
  CommentDecision,
  Config,
  Digest,
  Hunks,
  ImageContents,
  ImageReference,
  NotResolved,
  Resolution,
  Review,
} from '../../src/index.ts'

/** A configuration as it was read, not yet understood. */
export interface ConfigurationText {
  readonly path: string
  readonly text: string
}

/** Understand a configuration: anybody who may write one could have written a bomb. */
export interface ConfigurationTask {
  readonly kind: 'configuration'
  readonly configuration: ConfigurationText
}

/** Review a change, and say it in all the forms that the app needs. */
export interface ReviewTask {
  readonly kind: 'review'
  readonly base: { readonly ref: string; readonly sha: string }
  readonly head: string
  readonly files: readonly ChangedFile[]
  readonly configuration: Config
  /** Where it was read; null where nobody wrote one. */
  readonly configurationAt: { readonly path: string; readonly ref: string } | null
  /** What the change would make of the configuration; null where it leaves it alone. */
  readonly proposed: ConfigurationText | null
  readonly isFork: boolean
  /** Whose the repository is. */
  readonly owner: string
  /** ISO date. */
  readonly today: string
  readonly asksRegistries: boolean
  /** Whether each question must say if the base runs that image already. */
  readonly marksBaseImages: boolean
  /** As `https://github.com/acme/shop`. */
  readonly repositoryUrl: string
  /** Where a remark may stand beside a line. */
  readonly hunks: ReadonlyMap<string, Hunks>
  /** How many pins are offered beside their lines at most. */
  readonly suggestions: number
}

/** What a thread is given to do. */
export type Task = ConfigurationTask | ReviewTask

/** A configuration that holds, or all that is wrong with it. */
export type ConfigurationAnswer =
  | { readonly kind: 'usable'; readonly config: Config }
  | { readonly kind: 'broken'; readonly message: string }

/** Findings of a change by severity, and whether its check passes. */
export interface Tally {
  readonly errors: number
  readonly warnings: number
  readonly infos: number
  readonly isFailing: boolean
}

/** What a change of the configuration comes to for the change itself. */
export type Effect =
  | { readonly kind: 'broken'; readonly path: string; readonly message: string }
  | { readonly kind: 'usable'; readonly path: string; readonly before: Tally; readonly after: Tally }

/** A review in all its forms. */
export interface ReviewAnswer {
  readonly review: Review
  readonly decision: CommentDecision
  readonly comment: string
  /** The same for where a comment stands that spoke of something. */
  readonly mendedComment: string
  readonly check: CheckOutput
  readonly isFailing: boolean
  readonly effect: Effect | null
  /** When each image was asked about, as the comment says it. */
  readonly askedAt: ReadonlyMap<string, string>
}

/** The answer to each kind of task. */
export interface AnswerOf {
  readonly configuration: ConfigurationAnswer
  readonly review: ReviewAnswer
}

/** What a thread, which has no network, asks of the main one. */
export type Question =
  | { readonly kind: 'resolve' | 'resolveTag'; readonly image: ImageReference; readonly isInBase: boolean }
  | { readonly kind: 'resolveContents'; readonly image: ImageReference; readonly digest: Digest; readonly isInBase: boolean }
  | { readonly kind: 'askedAt' }

/** What comes back. */
export type Reply = Resolution | ImageContents | NotResolved | ReadonlyMap<string, string>

/** From the main thread. `progress` holds, while a file is read, its number counted from 1. */
export type ToThread =
  | { readonly kind: 'task'; readonly task: Task; readonly progress: Int32Array<SharedArrayBuffer> }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply }

/** To the main thread. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'question'; readonly id: number; readonly question: Question }
  | { readonly kind: 'answer'; readonly answer: ConfigurationAnswer | ReviewAnswer }
  | { readonly kind: 'fault'; readonly stack: string }
