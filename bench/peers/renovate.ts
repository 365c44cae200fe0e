import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseDigest } from '../../src/oci/digest.ts'
import { parseImageReference, repositoryName } from '../../src/oci/reference.ts'
import { DIGESTS } from './inputs.ts'

// Run by `room.ts` as `renovate.ts PACKAGE FILE`: Renovate's own extraction and replacement for files of Kubernetes, with the digests handed in.
const [folder = '', path = ''] = process.argv.slice(2)
const load = (file: string) => import(pathToFileURL(join(folder, 'dist', file)).href)
const { extractPackageFile } = await load('modules/manager/kubernetes/extract.js')
const { doAutoReplace } = await load('workers/repository/update/branch/auto-replace.js')
const { GlobalConfig } = await load('config/global.js')

GlobalConfig.set({ localDir: dirname(path) })
let content = readFileSync(path, 'utf8')
const dependencies = (await extractPackageFile(content, basename(path), {}))?.deps ?? []
for (const [depIndex, dep] of dependencies.entries()) {
  const newDigest = dep.currentDigest ? undefined : digestOf(dep.depName, dep.currentValue)
  if (newDigest === undefined || dep.skipReason) continue
  const upgrade = {
    ...dep,
    manager: 'kubernetes',
    packageFile: basename(path),
    depIndex,
    newValue: dep.currentValue,
    newDigest,
    updateType: 'pinDigest',
    isPinDigest: true,
  }
  content = (await doAutoReplace(upgrade, content, false, depIndex === 0)) ?? content
}
writeFileSync(path, content)

function digestOf(name: string, tag: string | undefined): string | undefined {
  const reference = parseImageReference(tag === undefined ? name : `${name}:${tag}`)
  if (reference.kind === 'invalid-reference') return undefined
  return parseDigest(DIGESTS.get(`${repositoryName(reference)}:${reference.tagInForce}`) ?? '')
}
