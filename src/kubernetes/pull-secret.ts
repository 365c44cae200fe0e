import { entriesOf, get, items } from '../yaml/lookup.ts'
import type { YamlNode } from '../yaml/node.ts'
import { isFilledInLater } from './credential-likeness.ts'
import { type DockerConfig, type DockerConfigType, parseDockerConfig } from './docker-config.ts'
import { type KubernetesObject, type ObjectIdentity, textAt, type WrittenScalar } from './object.ts'

/** What a repository says of one Secret that a Pod may name to pull with. Holds nothing that is secret. */
export type PullSecretSite = PlainSecret | MadeSecret

/** A Secret as it stands. */
export interface PlainSecret {
  readonly kind: 'plain'
  readonly object: ObjectIdentity
  /** `Opaque` where none is written, as the API server fills in. */
  readonly type: string
  /** The key that its type asks for; undefined for other types, and where it is missing. */
  readonly config: DockerConfig | undefined
  /** Names of all its keys. */
  readonly keys: readonly string[]
  /** Where the Secret's content under a docker config key is written, whatever its type. */
  readonly content: WrittenScalar | undefined
  /** What any docker config key of it holds; for credentials that stand in the wrong place. */
  readonly anyConfig: DockerConfig | undefined
}

/** Something that will make a Secret of this name, whose content cannot be seen here. */
export interface MadeSecret {
  readonly kind: 'made'
  readonly object: ObjectIdentity
}

/** A ServiceAccount and the pull secrets that its Pods are given where they list none themselves. */
export interface ServiceAccountSite {
  readonly object: ObjectIdentity
  readonly imagePullSecrets: readonly WrittenScalar[]
}

/** https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets */
const CONTENT_KEY: Readonly<Record<DockerConfigType, string>> = {
  'kubernetes.io/dockerconfigjson': '.dockerconfigjson',
  'kubernetes.io/dockercfg': '.dockercfg',
}

const DOCKER_CONFIG_TYPES = ['kubernetes.io/dockerconfigjson', 'kubernetes.io/dockercfg'] as const

function isDockerConfigType(type: string): type is DockerConfigType {
  return Object.hasOwn(CONTENT_KEY, type)
}

/** The Secrets that an object is or will make. */
export function findPullSecrets(object: KubernetesObject): readonly PullSecretSite[] {
  const group = object.apiVersion.slice(0, Math.max(0, object.apiVersion.indexOf('/')))
  if (object.kind === 'Secret' && group === '') return [readSecret(object)]
  if (object.kind === 'SealedSecret') return [made(object, nameBelow(object.node, ['spec', 'template', 'metadata']))]
  if (object.kind === 'ExternalSecret') return [made(object, nameBelow(object.node, ['spec', 'target']))]
  if (object.kind === 'Kustomization') return generatedSecrets(object)
  return []
}

function made({ apiVersion, kind, namespace, name, isNameGenerated }: ObjectIdentity, madeName: string | undefined): MadeSecret {
  return { kind: 'made', object: { apiVersion, kind, namespace, name: madeName ?? name, isNameGenerated } }
}

function nameBelow(node: YamlNode, path: readonly string[]): string | undefined {
  const holder = path.reduce<YamlNode | undefined>((at, key) => at && get(at, key)?.node, node)
  return holder && textAt(holder, 'name')?.value
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/secretgenerator/ */
function generatedSecrets(object: KubernetesObject): readonly MadeSecret[] {
  return items(get(object.node, 'secretGenerator')?.node).flatMap(({ node }) => {
    const name = textAt(node, 'name')?.value
    return name ? [made({ ...object, namespace: textAt(node, 'namespace')?.value ?? object.namespace }, name)] : []
  })
}

function readSecret(object: KubernetesObject): PlainSecret {
  const type = textAt(object.node, 'type')?.value || 'Opaque'
  const contents = DOCKER_CONFIG_TYPES.flatMap(configType => {
    const found = readContent(object.node, CONTENT_KEY[configType])
    return found ? [{ configType, scalar: found.scalar, config: parseDockerConfig(found.text, configType) }] : []
  })
  const keys = ['data', 'stringData'].flatMap(holder => entriesOf(get(object.node, holder)?.node).map(({ key }) => key))
  return {
    kind: 'plain',
    object,
    type,
    keys,
    config: isDockerConfigType(type) ? contents.find(({ configType }) => configType === type)?.config : undefined,
    content: contents[0]?.scalar,
    anyConfig: contents[0]?.config,
  }
}

/** `stringData` wins over `data`, which holds base64. */
function readContent(secret: YamlNode, key: string): { readonly scalar: WrittenScalar; readonly text: string } | undefined {
  const plain = textIn(secret, 'stringData', key)
  if (plain) return { scalar: plain, text: plain.value }
  const encoded = textIn(secret, 'data', key)
  return encoded && { scalar: encoded, text: isFilledInLater(encoded.value) ? encoded.value : decodeBase64(encoded.value) }
}

function textIn(secret: YamlNode, holder: string, key: string): WrittenScalar | undefined {
  const node = get(secret, holder)?.node
  return node && textAt(node, key)
}

/** Text that is no base64 (a placeholder, a ciphertext) is given back as it is, for the docker config's reader to judge. */
function decodeBase64(text: string): string {
  const compact = text.replace(/\s+/g, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(compact) ? Buffer.from(compact, 'base64').toString('utf8') : text
}

/** https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#add-imagepullsecrets-to-a-service-account */
export function findServiceAccount(object: KubernetesObject): ServiceAccountSite | undefined {
  if (object.kind !== 'ServiceAccount' || object.apiVersion !== 'v1') return undefined
  const names = items(get(object.node, 'imagePullSecrets')?.node).flatMap(({ node }) => {
    const name = textAt(node, 'name')
    return name?.value ? [name] : []
  })
  return { object, imagePullSecrets: names }
}
