import { PULL_POLICIES, type PullPolicy } from '../kubernetes/pull-policy.ts'
import { decoderError, refusalOf, TYPE_WORDS } from './mistyped-value.ts'
import type { ContainerRule } from './rule.ts'

/** A written policy that is none of the three: the API server refuses the object. */
export const unsupportedPullPolicy: ContainerRule = {
  id: 'unsupported-pull-policy',
  subject: 'container',
  severity: 'error',
  docs: {
    summary: 'The pull policy is none that Kubernetes knows',
    why: 'The API server compares the text with `Always`, `IfNotPresent` and `Never`, letter by letter: another case, a space or another spelling is an unsupported value. The object is refused, so a rollout that was meant to happen does not, and what ran before goes on running.',
    fix: 'Write `Always`, `IfNotPresent` or `Never` exactly so, or leave the field out to get the default.',
    references: [
      'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
      'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#image',
    ],
    examples: ['wrong-case'],
    since: '0.1.0',
  },
  *check(container) {
    const { pullPolicy } = container
    const { written, at, effective, mistyped } = pullPolicy
    if (effective.origin !== 'invalid' || written === null || at === null) return
    const intended = findIntended(written)
    if (mistyped) {
      yield {
        at,
        message: `${refusalOf(container)}, because \`${written}\` is ${TYPE_WORDS[mistyped]} where the policy must be text; write ${intended ? `\`${intended}\`` : 'one of `Always`, `IfNotPresent` and `Never`'}`,
        help: decoderError(mistyped),
      }
      return
    }
    yield {
      at,
      message: `${refusalOf(container)}, because \`${written}\` is no pull policy (Unsupported value: supported values: "Always", "IfNotPresent", "Never"); write ${intended ? `\`${intended}\`` : 'one of the three'}`,
    }
  },
}

/** The policy that differs from the text only in case, spaces, hyphens, underscores or quotes. */
function findIntended(text: string): PullPolicy | undefined {
  const letters = text.toLowerCase().replace(/[^a-z]/g, '')
  return PULL_POLICIES.find(policy => policy.toLowerCase() === letters)
}
