import { faultOf, type GitFolder, runGit, SOURCES, UserError, withSettings } from '../src/index.ts'

/** YAML and JSON files of the work tree that differ from the commit `HEAD`, or are not in it; none where there is no work tree. */
export async function findUncommitted(folder: GitFolder): Promise<readonly string[]> {
  const inside = await runGit(folder, ['rev-parse', '--is-inside-work-tree'])
  if (inside.stdout.toString('utf8').trim() !== 'true') return []

  const careful = withSettings(folder, await settingsWithoutFilters(folder))
  const options = ['--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignore-submodules=all']
  const result = await runGit(careful, ['status', ...options, '--', ...SOURCES])
  if (result.exitCode !== 0) throw new UserError('git', `git could not look at the work tree: ${faultOf(result)}`)
  const records = result.stdout.toString('utf8').split('\0')
  return records.filter(record => record !== '').map(record => record.slice('XY '.length))
}

/** Git would run the filters of a repository's configuration to compare a file, and those are programs of whoever made it. */
async function settingsWithoutFilters(folder: GitFolder): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await runGit(folder, ['config', '-z', '--name-only', '--get-regexp', '^filter\\.'])
  const keys = stdout.toString('utf8').split('\0')
  const drivers = new Set(keys.flatMap(key => /^(filter\.[\s\S]*)\.[^.]*$/.exec(key)?.[1] ?? []))
  return Object.fromEntries(
    [...drivers].flatMap(driver => [
      [`${driver}.clean`, ''],
      [`${driver}.process`, ''],
      [`${driver}.required`, 'false'],
    ]),
  )
}
