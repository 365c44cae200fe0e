/** Name of the check, which a branch's rules may require. */
export const CHECK_NAME = 'pull-policy'

/** What a check run was made from. */
export interface CheckState {
  /** SHA-256 of what was looked at: head, base, configuration, version. Of two that are equal, the second need not be done. */
  readonly state: string
  /** SHA-256 of the patch that was shown; null where none was. */
  readonly patch: string | null
}

/** The `external_id` of a pull request's check run: a fork's names its pull request nowhere else. */
export function externalIdOf(number: number): string {
  return `pr:${number}`
}

/** The `external_id` of a merge group's check run. */
export function groupIdOf(head: string): string {
  return `group:${head}`
}

/** The number of the pull request; undefined for what is no such id. */
export function numberOf(externalId: string | null): number | undefined {
  const [, number] = /^pr:(\d{1,10})$/.exec(externalId ?? '') ?? []
  return number === undefined ? undefined : Number(number)
}

/** What a check run's summary ends with, for the program and not for people. */
export function stateMark({ state, patch }: CheckState): string {
  return `<!-- pull-policy:state ${state} ${patch ?? '-'} -->`
}

const STATE_MARK = /<!-- pull-policy:state ([0-9a-f]{64}) ([0-9a-f]{64}|-) -->$/

/** The same read again; undefined where the summary has none. */
export function readStateMark(summary: string | null): CheckState | undefined {
  const [, state, patch] = STATE_MARK.exec(summary?.trimEnd() ?? '') ?? []
  return state === undefined ? undefined : { state, patch: patch === undefined || patch === '-' ? null : patch }
}
