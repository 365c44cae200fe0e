import { describe, expect, test } from '@jest/globals'
import { describeWithShared, readSharedJson } from '../../shared.ts'
import { findContainers, findOf, findPodSites, objectWith, reviewManifest } from './manifest.ts'

/** A kind, and where it keeps its PodSpec. */
type Holder = readonly [apiVersion: string, kind: string, podSpec: string]

const POD: Holder = ['v1', 'Pod', 'spec']
const DEPLOYMENT: Holder = ['apps/v1', 'Deployment', 'spec.template.spec']
const CRON_JOB: Holder = ['batch/v1', 'CronJob', 'spec.jobTemplate.spec.template.spec']
const ROLLOUT: Holder = ['argoproj.io/v1alpha1', 'Rollout', 'spec.template.spec']
const DEPLOYMENT_CONFIG: Holder = ['apps.openshift.io/v1', 'DeploymentConfig', 'spec.template.spec']

describe('what the API server says of an image', () => {
  const REFUSES = 'the API server refuses this'
  const REFUSES_PODS = 'the API server refuses every Pod made from this'
  const FAILS_LATER = 'the object is accepted, but no Pod can be made from it (event FailedCreate)'

  test.each<[Holder, string, string]>([
    [POD, '', `${REFUSES} object (Required value)`],
    [DEPLOYMENT, '', `${REFUSES} object (Required value)`],
    [CRON_JOB, '', `${REFUSES} object (Required value)`],
    [ROLLOUT, '', `${REFUSES_PODS} (Required value)`],
    [POD, ' nginx', `${REFUSES} Pod`],
    [POD, 'nginx ', `${REFUSES} Pod`],
    [POD, 'nginx\n', `${REFUSES} Pod`],
    [POD, ' ', `${REFUSES} Pod`],
    [DEPLOYMENT, '\tnginx', FAILS_LATER],
    [DEPLOYMENT, ' ', FAILS_LATER],
    [CRON_JOB, 'nginx ', FAILS_LATER],
    [ROLLOUT, ' nginx', FAILS_LATER],
    [DEPLOYMENT_CONFIG, 'nginx ', FAILS_LATER],
  ])('%j image %j: %s', async ([apiVersion, kind, podSpec], image, message) => {
    const findings = await findOf('invalid-image', objectWith(apiVersion, kind, `${podSpec}.containers[0]`, { name: 'app', image }))
    expect(findings.map(({ severity }) => severity)).toEqual(['error'])
    expect(findings[0]?.message.slice(0, message.length + 1)).toBe(`${message},`)
  })

  test.each<[Holder, string, string]>([
    [DEPLOYMENT_CONFIG, ' ', 'OpenShift’s image trigger fills a single space'],
    [POD, '${IMAGE}', 'it is filled in later'],
    [DEPLOYMENT, 'nginx:{{ .tag }}', 'it is filled in later'],
    [POD, 'nginx:1.27', 'it is a reference'],
  ])('%j image %j: nothing (%s)', async ([apiVersion, kind, podSpec], image) => {
    expect(await findOf('invalid-image', objectWith(apiVersion, kind, `${podSpec}.containers[0]`, { name: 'app', image }))).toEqual([])
  })

  test('in an image volume, as in a container', async () => {
    const volume = { name: 'data', image: { reference: 'ghcr.io/Example/data:1' } }
    const [finding] = await findOf('invalid-image', objectWith('v1', 'Pod', 'spec.volumes[0]', volume))
    expect(finding).toMatchObject({ severity: 'error', container: 'data' })
  })
})

describe('what the API server says of a policy', () => {
  test.each<[Holder, string, string]>([
    [POD, 'containers[0]', 'the API server refuses this object'],
    [DEPLOYMENT, 'initContainers[0]', 'the API server refuses this object'],
    [CRON_JOB, 'containers[0]', 'the API server refuses this object'],
    [ROLLOUT, 'containers[0]', 'the API server refuses every Pod made from this'],
  ])('%j %s: %s', async ([apiVersion, kind, podSpec], list, message) => {
    const container = { name: 'app', image: 'nginx:1.27', imagePullPolicy: 'always' }
    const [finding] = await findOf('unsupported-pull-policy', objectWith(apiVersion, kind, `${podSpec}.${list}`, container))
    expect(finding?.severity).toBe('error')
    expect(finding?.message.startsWith(`${message}, because \`always\` is no pull policy`)).toBe(true)
  })

  test('in an image volume, as in a container', async () => {
    const volume = { name: 'data', image: { reference: 'example.com/data:1', pullPolicy: 'ifNotPresent' } }
    const [finding] = await findOf('unsupported-pull-policy', objectWith('v1', 'Pod', 'spec.volumes[0]', volume))
    expect(finding?.message).toContain('write `IfNotPresent`')
  })
})

interface ValidationRow {
  readonly kind: string
  readonly input: { readonly kind: string; readonly field?: string; readonly value?: unknown; readonly changed?: string }
  readonly expect: { readonly valid?: boolean; readonly type?: string; readonly detail?: string; readonly later?: string }
}

const API_VERSION: Readonly<Record<string, string>> = { Pod: 'v1', Deployment: 'apps/v1', CronJob: 'batch/v1', Job: 'batch/v1' }

/** A row's object: the field with its value, and whatever must stand beside it. */
function manifestOf({ kind, field = '', value }: ValidationRow['input']): object {
  const [, holder, key = ''] = /^(?:(.*)\.)?([^.]+)$/.exec(field) ?? []
  const neighbours = key === 'imagePullPolicy' ? { name: 'app', image: 'nginx:1.27' } : key === 'image' ? { name: 'app' } : {}
  return objectWith(API_VERSION[kind] ?? '', kind, holder ?? '', { ...neighbours, [key]: value })
}

describeWithShared('the table of the shared oracle', () => {
  const table = readSharedJson('oracle/kubernetes/derived-api-validation.json') as { readonly cases: readonly ValidationRow[] } | undefined
  const rows = table?.cases ?? []
  const named = (...kinds: readonly string[]) =>
    rows
      .filter(({ kind }) => kinds.includes(kind))
      .map(row => [`${row.input.kind} ${row.input.field} ${JSON.stringify(row.input.value)}`, row] as const)

  test('is here, and each of its kinds is looked at below', () => {
    const kinds = new Set(rows.map(({ kind }) => kind))
    expect(kinds).toEqual(
      new Set(['image-whitespace', 'image-syntax', 'image-empty', 'pull-policy', 'pull-secrets', 'ephemeral', 'pod-update']),
    )
  })

  test.each(named('image-empty', 'image-whitespace'))('%s', async (_, row) => {
    const [finding] = await findOf('invalid-image', manifestOf(row.input))
    expect(finding?.severity).toBe('error')
    expect(finding?.message.startsWith('the API server refuses this')).toBe(row.expect.valid === false)
    const said = row.expect.type === 'Required' ? 'Required value' : 'must not have leading or trailing whitespace'
    expect(finding?.message).toContain(said)
    expect(finding?.message.includes('FailedCreate')).toBe(row.expect.valid)
  })

  test.each(named('image-syntax'))('%s', async (_, row) => {
    const findings = await findOf('invalid-image', manifestOf(row.input))
    const isTemplate = String(row.input.value).includes('$')
    expect(findings.map(({ severity }) => severity)).toEqual(isTemplate ? [] : ['error'])
    for (const { message, help } of findings) expect(`${message} ${help}`).toContain('InvalidImageName')
  })

  test.each(named('pull-policy'))('%s', async (_, row) => {
    const [finding] = await findOf('unsupported-pull-policy', manifestOf(row.input))
    expect(finding?.message).toContain(row.expect.detail)
  })

  test.each(named('pull-secrets'))('%s is no error, and is kept as an entry without a name', async (_, row) => {
    const container = { name: 'app', image: 'nginx:1.27' }
    const field = row.input.field ?? ''
    const spec = field.slice(0, field.lastIndexOf('.'))
    const manifest = objectWith(API_VERSION[row.input.kind] ?? '', row.input.kind, spec, {
      containers: [container],
      imagePullSecrets: row.input.value,
    })
    expect((await reviewManifest(manifest)).findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(findPodSites(manifest).map(({ imagePullSecrets }) => imagePullSecrets)).toEqual([[null]])
  })

  test.each(named('ephemeral'))('%s: whether it may be created is no question of images; it is read as a container', async (_, row) => {
    const containers = await findContainers(manifestOf(row.input))
    expect(containers.map(({ role, image, pullPolicy }) => [role, image?.value, pullPolicy.effective])).toEqual([
      ['ephemeralContainer', 'busybox', 'Always'],
    ])
  })

  const updates = rows.filter(({ kind }) => kind === 'pod-update').map(({ input: { changed = '' } }) => changed)
  const toImages = updates.flatMap(changed => {
    const [, value] = /image set to (.*)$/.exec(changed) ?? []
    return value === undefined ? [] : [[changed, value === 'empty' ? '' : value.replaceAll("'", '')] as const]
  })

  test.each(toImages)('a Pod with %s is refused', async (_, image) => {
    const [finding] = await findOf('invalid-image', objectWith('v1', 'Pod', 'spec.containers[0]', { name: 'app', image }))
    expect(finding?.message).toContain('the API server refuses this')
  })

  test('the other rows tell which fields of a Pod an update may touch, on which no rule speaks', () => {
    expect(updates.length - toImages.length).toBe(5)
  })
})
