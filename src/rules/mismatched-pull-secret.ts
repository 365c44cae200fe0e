import { findCredentials } from '../kubernetes/keyring.ts'
import { mayBeInNamespace } from '../kubernetes/pull-secret-lookup.ts'
import { repositoryName } from '../oci/reference.ts'
import type { PodFacts, PodRule, Surroundings } from './rule.ts'

/** A pull secret that serves none of the pod's images. */
export const mismatchedPullSecret: PodRule = {
  id: 'mismatched-pull-secret',
  subject: 'pod',
  severity: 'warning',
  docs: {
    summary: 'The pull secret serves none of the pod’s images',
    why: 'The kubelet compares the host keys of a pull secret with each image: the same port, the same number of labels in the host, the path as a prefix. A key such as `hub.docker.com` or `registry-1.docker.io` matches no image at all, and a key without its port does not match a registry with one. The image is then pulled without credentials.',
    fix: 'Log in to the registry under the name that stands in the image (for Docker Hub: `https://index.docker.io/v1/`), or remove the secret from the list.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#config-json'],
    examples: ['hub-alias'],
    since: '0.1.0',
  },
  *check(pod, around) {
    const names = (pod.imagePullSecrets ?? []).flatMap(name => name ?? [])
    const keysOf = new Map(names.map(({ name }) => [name, findHostKeys(name, pod, around)]))
    const images = pod.images.flatMap(({ reference, placeholder }) =>
      reference.kind === 'image-reference' && !placeholder ? [repositoryName(reference)] : [],
    )
    if (images.length === 0 || images.length < pod.images.length) return
    for (const { name, at } of names) {
      const keys = keysOf.get(name)
      if (!keys || keys.length === 0 || [...keysOf.values()].includes(undefined)) continue
      if (images.some(image => findCredentials(keys, image).length > 0)) continue
      const shown = keys.slice(0, 3).map(key => `\`${key}\``)
      yield {
        at,
        about: name,
        message: `the kubelet pulls without the pull secret \`${name}\`, because its ${shown.length === 1 ? 'key' : 'keys'} ${shown.join(', ')} match${shown.length === 1 ? 'es' : ''} none of the images here; log in under the image’s own registry, or remove it`,
      }
    }
  },
}

/** The host keys of the Secret of that name; undefined where it is not in sight, or its content is not. */
function findHostKeys(name: string, pod: PodFacts, { secrets }: Surroundings): readonly string[] | undefined {
  const found = secrets.filter(secret => secret.name === name && mayBeInNamespace(secret, pod))
  const [only] = found
  if (found.length !== 1 || only?.origin !== 'plain' || only.config?.kind !== 'hosts') return undefined
  return only.config.keys
}
