/** Milliseconds in which a compiler or a collector may come between. */
const SLACK = 60

/** Milliseconds of work of this process itself since `process.cpuUsage()`: what else the machine does meanwhile has no say. */
export function ownMilliseconds(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** The least of three runs, in the same milliseconds. */
function ownWork(run: () => void): number {
  const work = Array.from({ length: 3 }, () => {
    const start = process.cpuUsage()
    run()
    return ownMilliseconds(start)
  })
  return Math.min(...work)
}

/**
 * How often more work one long text is than sixteen of a sixteenth of its length: about 1 where work grows with the length, 16
 * where it grows with its square. Little work counts as none.
 */
export function growthOf(write: (length: number) => string, length: number, read: (text: string) => void): number {
  const copiesOf = (text: string, times: number) => Array.from({ length: times }, () => Buffer.from(text, 'utf16le').toString('utf16le'))
  const [part, whole] = [write(length / 16), write(length)]
  const inParts = ownWork(() => copiesOf(part, 16).forEach(read))
  return (ownWork(() => copiesOf(whole, 1).forEach(read)) + SLACK) / (inParts + SLACK)
}
