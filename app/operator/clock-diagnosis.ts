import { type Diagnosis, note, ok, wrong } from './diagnosis.ts'

/** GitHub refuses an app's word that is older or newer than this, in seconds. */
const REFUSED = 60
const NOTED = 15

/** Compares this machine's clock with GitHub's, as its answer's `Date` tells it to the second. */
export function diagnoseClock(date: string | undefined, before: Date, after: Date): Diagnosis {
  const theirs = Date.parse(date ?? '')
  if (Number.isNaN(theirs)) return note('GitHub did not say what time it is', 'compare the clock of this machine yourself')
  const ours = (before.getTime() + after.getTime()) / 2
  const skew = Math.round((ours - theirs) / 1000)
  const words = `the clock of this machine is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} GitHub's`
  const mend = 'let it be set by NTP (chrony, systemd-timesyncd)'
  if (Math.abs(skew) <= NOTED) return ok("the clock of this machine agrees with GitHub's")
  return Math.abs(skew) < REFUSED ? note(words, mend) : wrong(`${words}, so GitHub refuses what the app signs`, mend)
}
