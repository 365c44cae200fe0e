import type { ChangedFile, FoundConfiguration, Hunks, InputFile } from '../../src/index.ts'
import type { CommitRange, PullRequest } from '../event.ts'

/** Whether a path, seen from the repository's top, is to be read. */
export type PathFilter = (path: string) => boolean

/** One way of reading a repository at its commits. What cannot be read is a `UserError`: no way takes it for nothing. */
export interface RepositoryReader {
  readonly kind: 'api' | 'git'
  /** The configuration of the default branch, at the usual path or at another. */
  findConfiguration(path: string | null): Promise<FoundConfiguration>
  findChange(subject: PullRequest | CommitRange): Promise<FoundChange>
  findCommit(head: string): Promise<FoundCommit>
}

/** What a change changes. */
export interface FoundChange {
  readonly head: string
  /** The commit that the head is compared with. */
  readonly base: string
  readonly fileCount: number
  /** The hunks that GitHub shows, by path; none where GitHub was not asked. */
  readonly hunks: ReadonlyMap<string, Hunks>
  /** Reads both sides of the changed YAML and JSON files, one after another. A rename counts by its new path. */
  changed(isWanted: PathFilter): AsyncIterable<ChangedFile>
  /** Reads the YAML and JSON files of the head that the change leaves alone. */
  untouched(isWanted: PathFilter): AsyncIterable<ChangedFile>
}

/** A commit with all its files. */
export interface FoundCommit {
  /** How many YAML and JSON files it has. */
  readonly fileCount: number
  files(isWanted: PathFilter): AsyncIterable<InputFile>
}
