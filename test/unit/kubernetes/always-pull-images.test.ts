import { expect, test } from '@jest/globals'
import { describeWithShared, readSharedJson } from '../../shared.ts'
import { findContainers, objectWith } from './manifest.ts'

interface AdmissionRow {
  readonly kind: string
  readonly input: { readonly path: string; readonly imagePullPolicy?: string; readonly pullPolicy?: string }
}

/** The path with each position at the front of its list, since only one element is written. */
function firstOf(path: string): string {
  return path.replace(/\[\d+\]/g, '[0]')
}

/**
 * The plugin changes Pods as they are created and no manifest, and whether a cluster has it on cannot be seen from a
 * repository: what is reported is the policy of the manifest, for each list of a PodSpec that the plugin looks through.
 */
describeWithShared('what AlwaysPullImages would make Always is reported as it is written', () => {
  const table = readSharedJson('oracle/kubernetes/admission-alwayspullimages.json') as
    | { readonly cases: readonly AdmissionRow[] }
    | undefined
  const rows = (table?.cases ?? []).filter(({ kind }) => kind === 'admit')

  test('the table is here', () => {
    expect(rows.length).toBe(7)
  })

  test.each(rows)('$input', async ({ input: { path, imagePullPolicy, pullPolicy } }) => {
    const image = path.startsWith('spec.volumes')
      ? { reference: 'nginx:1.27', pullPolicy }
      : { name: 'app', image: 'nginx:1.27', imagePullPolicy }
    const containers = await findContainers(objectWith('v1', 'Pod', firstOf(path), image))
    expect(containers.map(container => [container.path, container.pullPolicy.effective])).toEqual([
      [firstOf(path), imagePullPolicy ?? pullPolicy],
    ])
  })
})
