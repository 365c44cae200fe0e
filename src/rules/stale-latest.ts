import type { ContainerRule } from './rule.ts'

/** `latest` under a written `IfNotPresent`: the node's first copy is never renewed. */
export const staleLatest: ContainerRule = {
  id: 'stale-latest',
  subject: 'container',
  severity: 'warning',
  docs: {
    summary: 'Each node keeps the `latest` that it pulled first',
    why: '`IfNotPresent` asks the registry only where the node has no image of that name. A node that pulled `latest` last month goes on running last month’s build, a new node pulls today’s, and replicas of one Deployment run different code without any sign of it.',
    fix: 'Name a version tag. To ask the registry at every start instead, write `imagePullPolicy: Always`.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy'],
    examples: ['written', 'implied'],
    since: '0.1.0',
  },
  *check({ image, pullPolicy: { effective } }) {
    if (!image || image.placeholder || image.reference.kind === 'invalid-reference') return
    if (image.reference.digest || image.reference.tagInForce !== 'latest') return
    if (effective.origin !== 'declared' || effective.policy !== 'IfNotPresent') return
    yield {
      at: image.at,
      message: 'every node keeps whichever `latest` it pulled first, because `IfNotPresent` never asks again; name a version',
    }
  },
}
