import { isAbsolute, posix, relative } from 'node:path'
import { type CommitId, faultOf, type GitFolder, isInTree, runGit, UserError } from '../src/index.ts'

/** Tells whether a path, seen from the repository's top, is asked for. */
export type PathFilter = (path: string) => boolean

/**
 * Narrows a change to the given files and folders, which are written as seen from where the command runs. One that none of
 * the commits has is a `UserError`: a misspelt path must not pass as "nothing changed".
 */
export async function narrowTo(folder: GitFolder, written: readonly string[], commits: readonly CommitId[]): Promise<PathFilter> {
  if (written.length === 0) return () => true
  const place = await findPlace(folder)
  const wanted = written.map(path => fromTop(path, place))
  for (const [index, path] of wanted.entries()) {
    const found = path === '' ? [true] : await Promise.all(commits.map(commit => isInTree(folder, commit, path)))
    if (!found.includes(true))
      throw new UserError('missing-path', `there is no file or folder ${JSON.stringify(written[index])} in the base nor in the head`)
  }
  return path => wanted.some(prefix => prefix === '' || path === prefix || path.startsWith(`${prefix}/`))
}

/** Where in the repository the command runs. */
interface Place {
  /** `''` at the top, else as `deploy/web/`. */
  readonly prefix: string
  /** Absolute path of the top; undefined where there is no work tree. */
  readonly top: string | undefined
}

async function findPlace(folder: GitFolder): Promise<Place> {
  const prefix = await runGit(folder, ['rev-parse', '--show-prefix'])
  if (prefix.exitCode !== 0) throw new UserError('git', `git could not tell where in the repository this is: ${faultOf(prefix)}`)
  const top = await runGit(folder, ['rev-parse', '--show-toplevel'])
  return { prefix: lineOf(prefix.stdout), top: top.exitCode === 0 ? lineOf(top.stdout) : undefined }
}

function lineOf(stdout: Buffer): string {
  return stdout.toString('utf8').replace(/\n$/, '')
}

/** The path as seen from the top; `''` is the top itself. */
function fromTop(written: string, { prefix, top }: Place): string {
  const isNowhere = written === '' || (isAbsolute(written) && top === undefined)
  const path = isAbsolute(written) ? relative(top ?? '', written) : posix.join(prefix, written)
  const normal = posix.normalize(path).replace(/\/$/, '')
  if (isNowhere || normal === '..' || normal.startsWith('../'))
    throw new UserError('missing-path', `unexpected path ${JSON.stringify(written)}, expected one in the repository`)
  return normal === '.' ? '' : normal
}
