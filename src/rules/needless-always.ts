import type { ContainerRule } from './rule.ts'

/** A digest under a written `Always`. */
export const needlessAlways: ContainerRule = {
  id: 'needless-always',
  subject: 'container',
  severity: 'off',
  docs: {
    summary: 'A digest never changes, yet the registry is asked at every start',
    why: 'A digest names one build for ever, so `Always` brings nothing newer. It makes every container start, restarts included, wait for the registry, and fail when the registry is down or refuses. It does re-check the credentials, which is the one reason to keep it.',
    fix: 'Write `imagePullPolicy: IfNotPresent`, unless the credentials are to be checked at every start.',
    references: [
      'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
      'https://github.com/kubernetes/enhancements/blob/64765b4b/keps/sig-node/2535-ensure-secret-pulled-images/README.md',
    ],
    examples: ['digest'],
    since: '0.1.0',
  },
  *check({ image, pullPolicy: { effective, at } }) {
    if (!image || image.placeholder || image.reference.kind === 'invalid-reference' || !image.reference.digest) return
    if (effective.origin !== 'declared' || effective.policy !== 'Always' || at === null) return
    yield { at, message: 'every start waits for the registry and gets nothing newer, because a digest never changes; write `IfNotPresent`' }
  },
}
