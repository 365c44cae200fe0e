import { findCredentials } from '../kubernetes/keyring.ts'
import { mayBeInNamespace } from '../kubernetes/pull-secret-lookup.ts'
import { type ImageReference, repositoryName } from '../oci/reference.ts'
import type { PodFacts, PodRule, Statement, Surroundings } from './rule.ts'
import { findServiceAccountOf } from './service-account-lookup.ts'

/** A pull secret that serves none of the pod's images, and an image that needs one and is served by none. */
export const mismatchedPullSecret: PodRule = {
  id: 'mismatched-pull-secret',
  subject: 'pod',
  severity: 'warning',
  docs: {
    summary: 'The pull secrets and the images of the pod do not match',
    why: 'The kubelet compares the host keys of a pull secret with each image: the same port, the same number of labels in the host, the path as a prefix. A key such as `hub.docker.com` or `registry-1.docker.io` matches no image at all, and a key without its port does not match a registry with one. The image is then pulled without credentials: a private one ends in ErrImagePull.',
    fix: 'Log in to the registry under the name that stands in the image (for Docker Hub: `https://index.docker.io/v1/`), or remove the secret from the list.',
    references: ['https://kubernetes.io/docs/concepts/containers/images/#config-json'],
    examples: ['hub-alias', 'private-and-unserved'],
    since: '0.1.0',
  },
  *check(pod, around) {
    const listed = (pod.imagePullSecrets ?? []).flatMap(name => name ?? [])
    const inForce = pod.imagePullSecrets?.length ? listed.map(({ name }) => name) : namesOfAccount(pod, around)
    const keysOf = new Map(inForce.map(name => [name, findHostKeys(name, pod, around)]))
    if ([...keysOf.values()].includes(undefined)) return
    const useless = [...findUseless(pod, listed, keysOf)]
    yield* useless
    if (useless.length === 0 || useless.length < keysOf.size) yield* findUnserved(pod, keysOf, around)
  },
}

type KeysByName = ReadonlyMap<string, readonly string[] | undefined>

/** Secrets that serve no image. Where one image is not known, it may be that one's. */
function* findUseless(pod: PodFacts, listed: readonly { name: string; at: Statement['at'] }[], keysOf: KeysByName): Iterable<Statement> {
  const images = knownImages(pod).map(({ reference }) => repositoryName(reference))
  if (images.length === 0 || images.length < pod.images.length) return
  for (const { name, at } of listed) {
    const keys = keysOf.get(name)
    if (!keys || keys.length === 0 || images.some(image => findCredentials(keys, image).length > 0)) continue
    yield {
      at,
      about: name,
      message: `the kubelet pulls without the pull secret \`${name}\`, because its ${keys.length === 1 ? 'key' : 'keys'} ${quote(keys)} match${keys.length === 1 ? 'es' : ''} none of the images here; log in under the image’s own registry, or remove it`,
    }
  }
}

/** Images that their registry shows to nobody without credentials, and for which no secret has any. */
function* findUnserved(pod: PodFacts, keysOf: KeysByName, around: Surroundings): Iterable<Statement> {
  const keys = [...keysOf.values()].flatMap(keys => keys ?? [])
  if (keys.length === 0) return
  for (const { at, reference } of knownImages(pod)) {
    const name = repositoryName(reference)
    if (!around.isRefused(reference) || findCredentials(keys, name).length > 0) continue
    yield {
      at,
      about: name,
      message: `the kubelet pulls this without credentials, which \`${reference.registry}\` refuses, because ${keysOf.size === 1 ? 'the pull secret' : 'the pull secrets'} ${quote([...keysOf.keys()])} ${keysOf.size === 1 ? 'serves' : 'serve'} only ${quote(keys)}; add a login for its registry, or check the name`,
    }
  }
}

function knownImages({ images }: PodFacts): readonly { readonly at: Statement['at']; readonly reference: ImageReference }[] {
  return images.flatMap(({ at, reference, placeholder }) =>
    reference.kind === 'image-reference' && !placeholder ? [{ at, reference }] : [],
  )
}

function quote(words: readonly string[]): string {
  const shown = words.slice(0, 3).map(word => `\`${word}\``)
  return `${shown.join(', ')}${words.length > 3 ? ' and others' : ''}`
}

/** A Pod that lists none gets those of its ServiceAccount. */
function namesOfAccount(pod: PodFacts, { serviceAccounts }: Surroundings): readonly string[] {
  return findServiceAccountOf(pod, serviceAccounts)?.imagePullSecrets ?? []
}

/** The host keys of the Secret of that name; undefined where it is not in sight, or its content is not. */
function findHostKeys(name: string, pod: PodFacts, { secrets }: Surroundings): readonly string[] | undefined {
  const found = secrets.filter(secret => secret.name === name && mayBeInNamespace(secret, pod))
  const [only] = found
  if (found.length !== 1 || only?.origin !== 'plain' || only.config?.kind !== 'hosts') return undefined
  return only.config.keys
}
