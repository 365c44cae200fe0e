import type { ContainerBefore, ContainerRule } from './rule.ts'

/** A change of the image moves the default, and an object that exists does not follow. */
export const stickyPullPolicy: ContainerRule = {
  id: 'sticky-pull-policy',
  subject: 'container',
  severity: 'warning',
  needs: 'base',
  docs: {
    summary: 'An existing object keeps the policy that was filled in for the old image',
    why: 'The API server fills in a missing policy once, when the object is created. `kubectl apply`, server-side apply and `helm upgrade` leave a field alone that the manifest does not write, so the object keeps the policy of the image it was made with, while a new cluster, or a replaced object, gets another. An app moved to `latest` then goes on with `IfNotPresent`: each node keeps the first `latest` it pulled.',
    fix: 'Write the policy that you want. It then holds for existing and new objects alike.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting'],
    examples: ['towards-latest', 'away-from-latest'],
    since: '0.1.0',
  },
  *check({ image, kind, isBarePod, pullPolicy: { effective }, before }) {
    if (isBarePod || !image || !before?.onUpdate || !('policy' in effective)) return
    const { policy } = before.onUpdate
    const from = before.image?.text ?? ''
    yield effective.policy === 'Always'
      ? {
          at: image.at,
          message: `the image moves to \`latest\`, but an existing ${kind} keeps \`${policy}\`, because that was filled in from \`${from}\`: each node goes on with the \`latest\` it pulled first; name a version, or write \`imagePullPolicy: Always\``,
          help: `Name a version tag${asBefore(before)}; or write \`imagePullPolicy: Always\` to ask the registry at every start.`,
        }
      : {
          at: image.at,
          severity: 'info',
          message: `the image leaves \`latest\`, but an existing ${kind} keeps \`${policy}\`, because that was filled in from \`${from}\`: every start goes on asking the registry, while a new object gets \`${effective.policy}\`; write the policy that you want`,
        }
  },
}

/** The version that was named before is the best example of one; a channel such as `stable` is none. */
function asBefore({ image }: ContainerBefore): string {
  const tag = image?.reference.kind === 'image-reference' ? image.reference.tag : undefined
  return tag === undefined || !/^v?\d/.test(tag) ? '' : `, as \`${tag}\` did`
}
