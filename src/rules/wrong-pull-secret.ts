import type { BrokenEffect } from '../kubernetes/docker-config.ts'
import type { ValueType } from '../kubernetes/object.ts'
import { mayBeInNamespace } from '../kubernetes/pull-secret-lookup.ts'
import { decoderError, TYPE_WORDS } from './mistyped-value.ts'
import type { MistypedEntry, NamedPlace, PlainSecretFacts, PodFacts, PodRule, Statement, Surroundings } from './rule.ts'

/** A pull secret that is in sight, and that the kubelet will not use. */
export const wrongPullSecret: PodRule = {
  id: 'wrong-pull-secret',
  subject: 'pod',
  severity: 'error',
  docs: {
    summary: 'The kubelet will ignore the pull secret',
    why: 'A pull secret must lie in the Pod’s own namespace, have the type `kubernetes.io/dockerconfigjson` (or `kubernetes.io/dockercfg`) and hold that type’s key with JSON that the kubelet can read. Any other Secret is passed over without an error: the image is pulled without credentials, a private registry refuses, and the container waits with ErrImagePull, then ImagePullBackOff.',
    fix: 'Make the Secret with `kubectl create secret docker-registry`, in the namespace of the Pods that use it.',
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/',
      'https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets',
    ],
    examples: ['opaque', 'other-namespace'],
    since: '0.1.0',
  },
  *check(pod, around) {
    for (const entry of pod.mistypedPullSecrets) yield { ...refuse(entry), about: entry.text }
    for (const name of pod.imagePullSecrets ?? []) {
      const statement = name && findFault(name, pod, around)
      if (statement) yield { ...statement, about: name.name }
    }
  },
}

function refuse({ part, type, text, at }: MistypedEntry): Statement {
  return { at, ...REFUSAL[part](type, text) }
}

const REFUSAL: Readonly<Record<MistypedEntry['part'], (type: ValueType, text: string) => Pick<Statement, 'message' | 'help'>>> = {
  list: (type, text) => ({
    message: `the API server refuses this object, because \`imagePullSecrets\` is ${TYPE_WORDS[type]} and not a list; write its entries as \`- name: ${type === 'text' ? text : 'NAME'}\``,
    help: decoderError(type, '[]v1.LocalObjectReference'),
  }),
  entry: (type, text) => ({
    message: `the API server refuses this object, because the pull secret \`${text}\` is ${TYPE_WORDS[type]} and not a map with a name; write \`- name: ${type === 'text' ? text : 'NAME'}\``,
    help: decoderError(type, 'v1.LocalObjectReference'),
  }),
  name: (type, text) => ({
    message: `the API server refuses this object, because the pull secret’s name \`${text}\` is ${TYPE_WORDS[type]} and not text; write \`"${text}"\``,
    help: decoderError(type),
  }),
}

function findFault({ name, at }: NamedPlace, pod: PodFacts, { secrets }: Surroundings): Statement | undefined {
  const named = secrets.filter(secret => secret.name === name)
  const near = named.filter(secret => mayBeInNamespace(secret, pod))
  const [first] = named
  if (near.length === 0 && first) {
    return {
      at,
      message: `the kubelet finds no Secret \`${name}\` in namespace \`${pod.namespace}\` and pulls without it, because the one in sight lies in \`${first.namespace}\`; make one in the Pod’s namespace`,
    }
  }
  const faults = near.map(secret => (secret.origin === 'plain' ? faultOf(secret) : undefined))
  const [fault] = faults
  if (fault === undefined || faults.some(other => other === undefined)) return undefined
  return { at, message: `${EFFECT[fault.effect](name)}, because ${fault.because}; make it with \`kubectl create secret docker-registry\`` }
}

interface Fault {
  readonly effect: BrokenEffect
  readonly because: string
}

const EFFECT: Readonly<Record<BrokenEffect, (name: string) => string>> = {
  ignored: name => `the kubelet ignores the pull secret \`${name}\` and pulls without it`,
  refused: name => `the API server refuses the pull secret \`${name}\`, and the kubelet pulls without it`,
  'pull-fails': name => `every pull of this Pod fails before a registry is asked, as the kubelet cannot read the pull secret \`${name}\``,
}

function faultOf({ type, keys, config }: PlainSecretFacts): Fault | undefined {
  if (type !== 'kubernetes.io/dockerconfigjson' && type !== 'kubernetes.io/dockercfg')
    return { effect: 'ignored', because: `its type is \`${type}\`` }
  const key = type === 'kubernetes.io/dockerconfigjson' ? '.dockerconfigjson' : '.dockercfg'
  if (!config) return keys.length === 0 ? undefined : { effect: 'refused', because: `it has no key \`${key}\`, which its type asks for` }
  return config.kind === 'broken' ? { effect: config.effect, because: `under \`${key}\` ${config.reason}` } : undefined
}
