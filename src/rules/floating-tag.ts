import type { ContainerRule } from './rule.ts'

/** Channels that people name tags after; bare majors (`1`, `v2`) are not among them, since many mean them. */
export const FLOATING_TAGS: readonly string[] = [
  'main',
  'master',
  'trunk',
  'develop',
  'development',
  'dev',
  'staging',
  'stage',
  'prod',
  'production',
  'release',
  'stable',
  'testing',
  'unstable',
  'edge',
  'nightly',
  'canary',
  'beta',
  'alpha',
  'rolling',
  'snapshot',
  'head',
  'mainline',
]

/** A tag that names a channel, under `IfNotPresent`. */
export const floatingTag: ContainerRule = {
  id: 'floating-tag',
  subject: 'container',
  severity: 'warning',
  docs: {
    summary: 'The tag names a channel, and each node keeps the build that it pulled first',
    why: 'A tag such as `main` or `stable` moves with each build, like `latest`, but the default policy for it is `IfNotPresent`: the kubelet asks the registry only where the node has no image of that name. Replicas on different nodes may run different builds, and a restart on another node may change the version.',
    fix: 'Name a version tag, or add the digest of the build you mean. To follow the channel at every start, write `imagePullPolicy: Always`.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy'],
    examples: ['defaulted'],
    since: '0.1.0',
  },
  *check({ role, image, pullPolicy: { effective } }, { floatingTags }) {
    if (!image || image.placeholder || image.reference.kind === 'invalid-reference') return
    const { tag, digest } = image.reference
    if (digest || tag === undefined || !floatingTags.includes(tag.toLowerCase())) return
    if (!('policy' in effective) || effective.policy !== 'IfNotPresent') return
    yield {
      at: image.at,
      message: `replicas may ${role === 'imageVolume' ? 'mount' : 'run'} different builds, because \`${tag}\` moves and with \`IfNotPresent\` each node keeps the build that it pulled first; name a version`,
    }
  },
}
