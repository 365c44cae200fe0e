import type { ChangedFile } from '../src/change.ts'
import { readConfig } from '../src/config/config-file.ts'
import { levelsOf, type RuleLevel } from '../src/config/profile.ts'
import type { InputFile } from '../src/input-file.ts'
import type { Review } from '../src/report/review.ts'
import { type ReviewOptions, reviewChange, reviewFiles } from '../src/review.ts'
import { RULES } from '../src/rules/index.ts'
import { reviewOptionsOf } from '../src/settings.ts'
import type { CaseFile, CaseFolder } from './case-folder.ts'
import { CaseRegistry } from './case-registry.ts'

/**
 * What a case's own rule says of its files, or of the files as they should be: every other rule is off. The files are taken
 * for a whole repository; where the case has a base, for a change of it.
 */
export async function reviewCase(folder: CaseFolder, files: readonly CaseFile[]): Promise<Review> {
  const options = optionsOf(folder)
  const change = { base: 'base', head: 'head', scope: 'changed-lines' as const }
  const review = folder.base
    ? await reviewChange(change, pairFiles(folder.base, files), options)
    : await reviewFiles(files.map(inputOf), options)
  return { ...review, findings: review.findings.filter(({ rule }) => rule === folder.rule) }
}

/** How much the rule weighs in a case; a case of a rule that is off must configure it. */
export function levelOf(folder: CaseFolder): RuleLevel | undefined {
  const levels: Readonly<Record<string, RuleLevel>> = levelsOf(configOf(folder))
  return levels[folder.rule]
}

/** Rules about suppressions need the others' findings to be of use; they are left out of what is shown. */
const ABOUT_OTHERS: readonly string[] = ['unused-ignore', 'expired-ignore']

function optionsOf(folder: CaseFolder): ReviewOptions {
  const config = configOf(folder)
  const level = levelOf(folder)
  const off = ABOUT_OTHERS.includes(folder.rule)
    ? levelsOf(config)
    : Object.fromEntries(RULES.map(({ id }): [string, RuleLevel] => [id, 'off']))
  return {
    ...reviewOptionsOf(config, { path: 'config.yaml', today: '2026-01-01', isChangeTrusted: true }),
    severities: { ...off, ...(level ? { [folder.rule]: level } : {}) },
    isWholeRepository: true,
    ...(folder.registry === undefined ? {} : { resolver: new CaseRegistry(folder.registry) }),
  }
}

function configOf({ config = '' }: CaseFolder) {
  return readConfig(config, 'config.yaml', { surface: 'check' })
}

function inputOf({ path, bytes }: CaseFile): InputFile {
  return { kind: 'bytes', path, bytes }
}

/** A file of the same path on both sides is the same file. */
function pairFiles(base: readonly CaseFile[], head: readonly CaseFile[]): readonly ChangedFile[] {
  const paths = [...new Set([...base, ...head].map(({ path }) => path))].sort()
  const find = (files: readonly CaseFile[], path: string): InputFile | null => {
    const file = files.find(file => file.path === path)
    return file ? inputOf(file) : null
  }
  return paths.map(path => ({ base: find(base, path), head: find(head, path) }))
}
