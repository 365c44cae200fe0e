/** The oldest Node that runs the command, as in package.json. */
export const OLDEST_NODE = '22.20'

/** Why the command does not run on this Node (`20.11.1`), and what would; undefined where it does. */
export function whyNodeIsTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number)
  const isNewEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
  return isNewEnough ? undefined : `pull-policy needs Node ${OLDEST_NODE} or newer; this is v${version} (${process.execPath})`
}
