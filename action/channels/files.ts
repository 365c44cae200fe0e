import { join } from 'node:path'
import { RULE_TEXTS, renderJson, renderSarif, TOOL, TOOL_PAGE } from '../../src/index.ts'
import type { Environment, Inputs } from '../inputs.ts'
import { makeOwnFolder, outputFolders, writeOutputFile } from '../output-file.ts'
import type { ReviewedSubject } from '../review-subject.ts'

/** Whole paths of the files that were written. */
export interface WrittenFiles {
  readonly report: string
  readonly sarif: string
  /** null where there is nothing to pin: an empty patch is none that `git apply` takes. */
  readonly patch: string | null
}

/** Writes the JSON report and the SARIF file, even where nothing was found (an upload of an empty one closes old alerts), and the patch. */
export function writeFiles({ review, hashes }: ReviewedSubject, inputs: Inputs, env: Environment): WrittenFiles {
  const folders = outputFolders(env)
  const own = new OwnFolder(() => makeOwnFolder(folders))
  const write = (wanted: string | null, name: string, content: string) => writeOutputFile(wanted ?? own.path(name), content, folders)
  const tool = { ...TOOL, informationUri: TOOL_PAGE }
  const sarif = renderSarif(review, { tool, rules: RULE_TEXTS, lineHash: hashes.hash(review.findings) })
  return {
    report: write(inputs.reportFile, 'report.json', renderJson(review, TOOL)),
    sarif: write(inputs.sarifFile, 'pull-policy.sarif', sarif),
    patch: review.patch === '' ? null : write(inputs.patchFile, 'pull-policy.patch', review.patch),
  }
}

/** Made once it is needed. */
class OwnFolder {
  readonly #make: () => string
  #folder: string | undefined

  constructor(make: () => string) {
    this.#make = make
  }

  path(name: string): string {
    this.#folder ??= this.#make()
    return join(this.#folder, name)
  }
}
