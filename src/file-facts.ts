import { type ContainerSite, findPods, type PodSite } from './kubernetes/container.ts'
import type { ConfiguredResource } from './kubernetes/custom-resource.ts'
import { findDuplicateKeys } from './kubernetes/duplicate-key.ts'
import type { KubeletFields } from './kubernetes/kubelet-config.ts'
import { findKubeletConfigs, type KubeletConfigSite } from './kubernetes/kubelet-source.ts'
import { findObjects, type KubernetesObject, type ObjectIdentity, type WrittenScalar, type WrittenValue } from './kubernetes/object.ts'
import { findPlaceholder } from './kubernetes/placeholder.ts'
import { type Defaulter, type EffectivePullPolicy, effectivePullPolicy, refusedPolicy } from './kubernetes/pull-policy.ts'
import { findPullSecrets, findServiceAccount, type PullSecretSite } from './kubernetes/pull-secret.ts'
import type { WorkloadKind } from './kubernetes/workload.ts'
import { parseImageReference } from './oci/reference.ts'
import { findPinPoint, type PinPoint, SHARED_ELSEWHERE } from './patch/pin-edit.ts'
import { findUsedElsewhere } from './patch/shared-image.ts'
import type { Skipped } from './report/review.ts'
import type {
  ContainerFacts,
  DuplicateKeyFacts,
  KubeletConfigFacts,
  NamedPlace,
  PodFacts,
  SecretFacts,
  ServiceAccountFacts,
  WrittenImage,
} from './rules/rule.ts'
import { detach, type Place, PlaceFinder } from './source/place.ts'
import type { Range } from './source/range.ts'
import type { SourceFile } from './source/source-file.ts'
import { type Directive, findDirectives } from './yaml/directive.ts'
import { readDocuments } from './yaml/document.ts'
import type { YamlNode, YamlScalar } from './yaml/node.ts'

/** All that is kept of a file once it is read: what it says, with places, and no part of its text or tree. */
export interface FileFacts {
  readonly path: string
  /** Whether any of it could be read. */
  readonly isRead: boolean
  /** How many documents were analysed. */
  readonly documents: number
  readonly pods: readonly LocatedPod[]
  readonly secrets: readonly SecretFacts[]
  readonly serviceAccounts: readonly ServiceAccountFacts[]
  readonly kubeletConfigs: readonly KubeletConfigFacts[]
  readonly duplicateKeys: readonly DuplicateKeyFacts[]
  readonly ignoreComments: readonly IgnoreCommentFacts[]
  readonly skipped: readonly Skipped[]
  /** The text itself, kept only where an edit of it is wanted. */
  readonly source?: SourceFile
}

/** A comment that silences rules at a line. */
export interface IgnoreCommentFacts {
  readonly at: Place
  readonly placement: 'own-line' | 'same-line'
  readonly rules: readonly string[]
  readonly reason: string
  /** Why it is no directive, although it begins as one: `unexpected ..., expected ...`. */
  readonly fault?: string
}

/** A PodSpec and its containers. */
export interface LocatedPod extends PodFacts {
  readonly document: number
  readonly path: string
  readonly workloadKind: WorkloadKind | undefined
  readonly containers: readonly LocatedContainer[]
}

export interface LocatedContainer {
  readonly path: string
  readonly facts: ContainerFacts
  /** Where an edit of the image would go; undefined where no image is written. */
  readonly point: PinPoint | undefined
}

/** What decides how a file is read. */
export interface ReadingSettings {
  readonly buildMarkers: readonly string[]
  readonly customResources: readonly ConfiguredResource[]
  /** Whether texts that hold images are kept, so that they can be edited. */
  readonly keepsTexts: boolean
}

/** A file of which nothing is known but why. */
export function skippedFile(skipped: Skipped): FileFacts {
  return { ...NOTHING, path: skipped.file, isRead: false, skipped: [skipped] }
}

const NOTHING = { documents: 0, pods: [], secrets: [], serviceAccounts: [], kubeletConfigs: [], duplicateKeys: [], ignoreComments: [] }

/** Reads every document of a text and keeps what the rules and the report need of it. */
export function findFileFacts(file: SourceFile, settings: ReadingSettings): FileFacts {
  const reader = new FactReader(file, settings)
  const readings = readDocuments(file.text)
  const facts = readings.map(reading => {
    if (reading.kind === 'uninteresting') return { ...NOTHING, skipped: [] }
    if (reading.kind === 'document') return { ...reader.read(reading.root, reading.index), documents: 1, skipped: [] }
    return {
      ...NOTHING,
      skipped: [{ file: file.path, line: reader.places.lineOf(reading.at), reason: reading.reason, kind: reading.problem }],
    }
  })
  return {
    path: file.path,
    isRead: readings.some(({ kind }) => kind === 'document') || readings.every(({ kind }) => kind === 'uninteresting'),
    documents: facts.reduce((sum, { documents }) => sum + documents, 0),
    pods: facts.flatMap(({ pods }) => pods),
    secrets: facts.flatMap(({ secrets }) => secrets),
    serviceAccounts: facts.flatMap(({ serviceAccounts }) => serviceAccounts),
    kubeletConfigs: facts.flatMap(({ kubeletConfigs }) => kubeletConfigs),
    duplicateKeys: facts.flatMap(({ duplicateKeys }) => duplicateKeys),
    ignoreComments: findDirectives(file.text, readings).map(directive => reader.ignoreComment(directive)),
    skipped: facts.flatMap(({ skipped }) => skipped),
    ...(settings.keepsTexts ? { source: file } : {}),
  }
}

/** Turns what was found in one file's trees into facts that outlive them. */
class FactReader {
  readonly places: PlaceFinder
  readonly #file: SourceFile
  readonly #settings: ReadingSettings

  constructor(file: SourceFile, settings: ReadingSettings) {
    this.places = new PlaceFinder(file.text)
    this.#file = file
    this.#settings = settings
  }

  read(root: YamlNode | null, document: number) {
    const objects = findObjects(root)
    const found = objects.map(object => ({ object, pods: findPods(object, this.#settings.customResources) }))
    const pods = found.flatMap(({ pods }) => pods)
    const images = this.#settings.keepsTexts
      ? pods.flatMap(({ containers }) => containers.flatMap(({ image }) => (image?.kind === 'text' ? [image] : [])))
      : []
    const elsewhere = findUsedElsewhere(root, images)
    return {
      pods: pods.map(pod => this.#pod(pod, document, elsewhere)),
      secrets: objects.flatMap(findPullSecrets).map(secret => this.#secret(secret)),
      serviceAccounts: objects
        .flatMap(object => findServiceAccount(object) ?? [])
        .map(({ object, imagePullSecrets }) => ({
          ...identity(object),
          imagePullSecrets: imagePullSecrets.map(({ value }) => detach(value)),
        })),
      kubeletConfigs: objects.flatMap(findKubeletConfigs).map(config => this.#kubeletConfig(config)),
      duplicateKeys: found.flatMap(({ object, pods }) => this.#duplicateKeys(object, pods)),
    }
  }

  ignoreComment(directive: Directive): IgnoreCommentFacts {
    const at = this.places.placeOf(directive.range)
    if (directive.kind === 'malformed-directive') return { at, placement: 'same-line', rules: [], reason: '', fault: directive.reason }
    const { isOwnLine, rules, reason } = directive
    return { at, placement: isOwnLine ? 'own-line' : 'same-line', rules: rules.map(detach), reason: detach(reason) }
  }

  #pod(pod: PodSite, document: number, elsewhere: ReadonlySet<YamlScalar>): LocatedPod {
    const containers = pod.containers.map(site => ({
      path: detach(site.path),
      facts: this.#container(pod, site),
      point:
        site.image?.kind === 'text'
          ? elsewhere.has(site.image.node)
            ? SHARED_ELSEWHERE
            : findPinPoint(this.#file.text, site.image.node)
          : undefined,
    }))
    return {
      ...identity(pod.object),
      document,
      path: detach(pod.path),
      workloadKind: pod.workloadKind,
      containers,
      imagePullSecrets: pod.imagePullSecrets?.map(name => name && this.#named(name)),
      mistypedPullSecrets: pod.mistypedPullSecrets.map(({ part, type, writtenAt }) => ({
        part,
        type,
        text: this.#textAt(writtenAt),
        at: this.places.placeOf(writtenAt),
      })),
      imagePullSecretsAt: pod.imagePullSecretsAt ? this.places.placeOf(pod.imagePullSecretsAt) : null,
      serviceAccountName: pod.serviceAccountName?.value ? detach(pod.serviceAccountName.value) : null,
      images: containers.flatMap(({ facts }) => facts.image ?? []),
    }
  }

  #container(pod: PodSite, site: ContainerSite): ContainerFacts {
    const image = site.image ? this.#image(site.image) : null
    const policy = site.policy ? this.#valueOf(site.policy) || null : null
    return {
      apiVersion: detach(pod.object.apiVersion),
      kind: detach(pod.object.kind),
      role: site.role,
      name: site.name && detach(site.name),
      isBarePod: pod.workloadKind === 'Pod',
      isDefaultedByApiServer: pod.defaulter === 'api-server',
      image,
      pullPolicy: {
        written: policy,
        at: site.policy && policy !== null ? this.places.placeOf(site.policy.writtenAt) : null,
        effective: this.#effectivePolicy(site, image, policy, pod.defaulter),
        ...(site.policy?.kind === 'mistyped' ? { mistyped: site.policy.type } : {}),
      },
      block: this.places.placeOf(site.range),
      architectures: pod.architectures.map(detach),
      hasPullSecrets: pod.imagePullSecrets?.some(name => name !== null) ?? false,
      isKnownRepository: false,
    }
  }

  #effectivePolicy(site: ContainerSite, image: WrittenImage | null, policy: string | null, defaulter: Defaulter): EffectivePullPolicy {
    if (site.policy?.kind === 'mistyped') return refusedPolicy('policy', site.policy.type)
    if (policy === null && image?.mistyped && !image.placeholder) return refusedPolicy('image', image.mistyped)
    return effectivePullPolicy({ image: image?.text ?? null, policy }, defaulter, this.#settings.buildMarkers)
  }

  /** A text's value; of anything else what is written. */
  #valueOf(written: WrittenValue): string {
    if (written.kind === 'text') return detach(written.value)
    return written.node.kind === 'scalar' ? detach(written.node.value) : this.#textAt(written.writtenAt)
  }

  /** What is written there, on one line, cut to what a message can hold. */
  #textAt({ start, end }: Range): string {
    const written = this.#file.text.slice(start, Math.min(end, start + LONGEST_QUOTE + 1)).replace(/\s+/g, ' ')
    return detach(written.length > LONGEST_QUOTE ? `${written.slice(0, LONGEST_QUOTE)}…` : written)
  }

  #image(image: WrittenValue): WrittenImage {
    const text = this.#valueOf(image)
    const isOneName = image.kind === 'text' || NAME_IN_BRACES.test(text)
    const placeholder = isOneName ? findPlaceholder(text, this.#settings.buildMarkers) : undefined
    const at = this.places.placeOf(image.writtenAt)
    if (image.kind === 'text') return { text, at, reference: parseImageReference(text), ...(placeholder ? { placeholder } : {}) }
    const reason = `unexpected ${image.type}, expected text`
    const reference = { kind: 'invalid-reference', text, reason, libraryError: 'invalid reference format' } as const
    return { text, at, reference, mistyped: image.type, ...(placeholder ? { placeholder } : {}) }
  }

  #named({ value, writtenAt }: WrittenScalar): NamedPlace {
    return { name: detach(value), at: this.places.placeOf(writtenAt) }
  }

  #secret(secret: PullSecretSite): SecretFacts {
    const object = { ...identity(secret.object), file: this.#file.path }
    if (secret.kind === 'made') return { ...object, origin: 'made' }
    const { type, keys, config, anyConfig, content } = secret
    return {
      ...object,
      origin: 'plain',
      type: detach(type),
      keys: keys.map(detach),
      config,
      anyConfig,
      contentAt: content ? { ...this.places.placeOf(content.writtenAt), excerpt: '' } : null,
    }
  }

  #kubeletConfig({ object, fields }: KubeletConfigSite): KubeletConfigFacts {
    const placed = fields.map(({ name, value, writtenAt }) => [detach(name), { value, at: this.places.placeOf(writtenAt) }])
    const known: KubeletFields = Object.fromEntries(placed)
    return { ...identity(object), fields: known }
  }

  #duplicateKeys(object: KubernetesObject, pods: readonly PodSite[]): readonly DuplicateKeyFacts[] {
    return findDuplicateKeys(object, pods).map(site => {
      const place = this.places.placeOf(site.at)
      const at = object.kind === 'Secret' ? { ...place, excerpt: '' } : place
      const facts = { ...identity(object), at, lostLine: this.places.lineOf(site.lost.start) }
      if (site.fault === 'repeated-key') return { ...facts, fault: site.fault, key: detach(site.key) }
      const { kind, name } = site.lostObject
      return { ...facts, fault: site.fault, keys: site.keys.map(detach), lostObject: { kind: detach(kind), name: name && detach(name) } }
    })
  }
}

/** What YAML takes for a map with one key, and people mean as a marker: `{IMAGE}`. */
const NAME_IN_BRACES = /^\{[^{}:,]+\}$/

/** Enough of a list or a map to recognise it by. */
const LONGEST_QUOTE = 60

function identity({ apiVersion, kind, namespace, name, isNameGenerated }: ObjectIdentity): ObjectIdentity {
  return {
    apiVersion: detach(apiVersion),
    kind: detach(kind),
    namespace: namespace && detach(namespace),
    name: name && detach(name),
    isNameGenerated,
  }
}
