import type { ContainerRule } from './rule.ts'

/** The policy of a new object changes, and no line that names a policy did. */
export const changedPullPolicy: ContainerRule = {
  id: 'changed-pull-policy',
  subject: 'container',
  severity: 'info',
  needs: 'base',
  docs: {
    summary: 'The change moves the pull policy without naming it',
    why: 'Where no policy is written it follows the image: `Always` for `latest` or no tag at all, `IfNotPresent` for the rest. A change of the image, or a removed `imagePullPolicy` line, therefore changes when the registry is asked, and a reviewer does not see it in the diff.',
    fix: 'Nothing, if that is meant. Otherwise write the policy that you want.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting'],
    examples: ['tag-named'],
    since: '0.1.0',
  },
  *check({ image, pullPolicy: { effective }, before }) {
    if (!image || !before || effective.origin !== 'defaulted') return
    const was = before.pullPolicy.effective
    if (!('policy' in was) || was.policy === effective.policy) return
    const because =
      was.origin === 'declared'
        ? `the line that wrote \`${was.policy}\` is gone, and what is filled in for this image is another`
        : effective.because
    yield {
      at: image.at,
      message: `the policy goes from \`${was.policy}\` to \`${effective.policy}\`, because ${because}; write it where that is not meant`,
    }
  },
}
