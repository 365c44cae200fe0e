/** Whether tests may take minutes: `THOROUGH=1 npm test`, as CI does once a week. */
export const isThorough: boolean = process.env.THOROUGH === '1'

/** How often a property is tried: as often as said, and ten times as often where there is time. */
export function runsOf(usual: number): { readonly numRuns: number } {
  return { numRuns: isThorough ? usual * 10 : usual }
}
