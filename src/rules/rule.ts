import type { ContainerRole } from '../kubernetes/container.ts'
import type { DockerConfig } from '../kubernetes/docker-config.ts'
import type { KubeletFields } from '../kubernetes/kubelet-config.ts'
import type { ObjectIdentity, ValueType } from '../kubernetes/object.ts'
import type { PolicyOnUpdate } from '../kubernetes/on-update.ts'
import type { EffectivePullPolicy } from '../kubernetes/pull-policy.ts'
import type { ImageReference, InvalidReference } from '../oci/reference.ts'
import type { ImageContents, NotResolved, Resolution } from '../oci/resolution.ts'
import type { Place } from '../source/place.ts'

export type Severity = 'error' | 'warning' | 'info'

/** A check that states facts about one kind of subject. Pure: it gets everything as arguments and yields statements. */
export type Rule = ContainerRule | PodRule | SecretRule | KubeletConfigRule | DuplicateKeyRule | IgnoreRule

/** A rule about one container. */
export interface ContainerRule extends RuleBase {
  readonly subject: 'container'
  check(container: ContainerFacts, settings: RuleSettings): Iterable<Statement>
}

/** A rule about one PodSpec and what lies around it. */
export interface PodRule extends RuleBase {
  readonly subject: 'pod'
  check(pod: PodFacts, around: Surroundings): Iterable<Statement>
}

/** A rule about one Secret that holds a docker config. */
export interface SecretRule extends RuleBase {
  readonly subject: 'secret'
  check(secret: PlainSecretFacts): Iterable<Statement>
}

/** A rule about one KubeletConfiguration. */
export interface KubeletConfigRule extends RuleBase {
  readonly subject: 'kubelet-config'
  check(config: KubeletConfigFacts): Iterable<Statement>
}

/** A rule about one key that is written twice. */
export interface DuplicateKeyRule extends RuleBase {
  readonly subject: 'duplicate-key'
  check(duplicate: DuplicateKeyFacts): Iterable<Statement>
}

/** A rule about one suppression, once it is known what it silenced. */
export interface IgnoreRule extends RuleBase {
  readonly subject: 'ignore'
  check(ignore: IgnoreFacts): Iterable<Statement>
}

interface RuleBase {
  /** Kebab-case, names the fault; public, and its meaning never changes. */
  readonly id: string
  /** In the profile `default`; `off` where the rule speaks only when it is asked for. */
  readonly severity: Severity | 'off'
  readonly docs: RuleDocs
  /** What it cannot speak without: a registry's answer, or the other side of a change. */
  readonly needs?: 'registry' | 'base'
}

/** The rule's manual, needed at run time by SARIF, the comment and `explain`. */
export interface RuleDocs {
  /** One sentence, no full stop: heading and SARIF title. */
  readonly summary: string
  /** What goes wrong in a cluster. */
  readonly why: string
  /** What the author does. */
  readonly fix: string
  /** Kubernetes and OCI pages first. */
  readonly references: readonly string[]
  /** Folders of `test/cases/<rule id>/` to show. */
  readonly examples: readonly [string, ...string[]]
  /** Release in which it first appeared. */
  readonly since: string
}

/** What a rule says of one place. */
export interface Statement {
  readonly at: Place
  /** What will happen, because of what; then what to do. */
  readonly message: string
  /** More about it in a sentence or two; the rule's `docs.fix` where it is left out. */
  readonly help?: string
  /** Where this case weighs otherwise than the rule's own severity. */
  readonly severity?: Severity
  /** Tells several statements of one rule about one subject apart, as the name of a pull secret; lines may shift, this may not. */
  readonly about?: string
}

/** What a rule may know of a container. */
export interface ContainerFacts {
  readonly apiVersion: string
  readonly kind: string
  readonly role: ContainerRole
  readonly name: string | null
  /** Whether the container lies in a Pod that is created as it stands, and not in a template of one. */
  readonly isBarePod: boolean
  /** Whether the API server itself reads this PodSpec; a custom resource's is read only when a controller makes a Pod of it. */
  readonly isDefaultedByApiServer: boolean
  readonly image: WrittenImage | null
  readonly pullPolicy: WrittenPullPolicy
  /** The whole block that describes the container. */
  readonly block: Place
  /** What it was before the change; undefined outside a change, and for a container that the change brings. */
  readonly before?: ContainerBefore
  /** What the registry says of the image; undefined where none was asked. */
  readonly answers?: RegistryAnswers
  /** Platforms that the nodes of this Pod need, as its selectors say: `linux/arm64`. */
  readonly architectures: readonly string[]
  /** Whether the Pod or its ServiceAccount brings pull secrets, as far as is in sight. */
  readonly hasPullSecrets: boolean
  /** Whether something in the change's files ran an image of this repository before; false outside a change. */
  readonly isKnownRepository: boolean
}

/** What a registry said of one image. */
export interface RegistryAnswers {
  /** What a kubelet would pull: the digest where one is written, else what the tag names. */
  readonly named: Resolution
  /** What the tag names, where a digest is written beside it. */
  readonly tag?: Resolution
  /** What lies under the digest of the tag, or of the image where there is no tag. */
  readonly contents?: ImageContents | NotResolved
}

/** A container of the head on the other side of the change. */
export interface ContainerBefore {
  readonly image: WrittenImage | null
  readonly pullPolicy: WrittenPullPolicy
  /** Whether the head is applied over the object that the base made; otherwise the cluster makes a new one. */
  readonly isSameObject: boolean
  /** What an existing object will have, where that is not what a new one gets. */
  readonly onUpdate?: PolicyOnUpdate
}

export interface WrittenPullPolicy {
  /** null for omitted, `null` and `""`, which are the same. */
  readonly written: string | null
  readonly at: Place | null
  readonly effective: EffectivePullPolicy
  /** What it is, where that is not text. */
  readonly mistyped?: ValueType
}

export interface WrittenImage {
  readonly text: string
  readonly at: Place
  readonly reference: ImageReference | InvalidReference
  /** How it is filled in later, if so. */
  readonly placeholder?: 'template' | 'build-marker'
  /** What it is, where that is not text: `image: 1.20` is a number. */
  readonly mistyped?: ValueType
}

/** A PodSpec, and how its images may be pulled. */
export interface PodFacts extends ObjectIdentity {
  /** undefined where the key is not written; null for an entry without a name. */
  readonly imagePullSecrets: readonly (NamedPlace | null)[] | undefined
  /** What stands in the list, or in its place, and is of a type that the API server refuses. */
  readonly mistypedPullSecrets: readonly MistypedEntry[]
  /** Where the list of pull secrets is written. */
  readonly imagePullSecretsAt: Place | null
  readonly serviceAccountName: string | null
  readonly images: readonly WrittenImage[]
}

/** A value of the wrong type in a list of pull secrets, or in its place. */
export interface MistypedEntry {
  readonly part: 'list' | 'entry' | 'name'
  readonly type: ValueType
  /** As written, cut to what a message can hold. */
  readonly text: string
  readonly at: Place
}

/** A name, and where it is written. */
export interface NamedPlace {
  readonly name: string
  readonly at: Place
}

/** The Secrets and ServiceAccounts in sight of a review. */
export interface Surroundings {
  /** Whether all of the repository's files were read, so that what is not found is not there. */
  readonly isWholeRepository: boolean
  readonly secrets: readonly SecretFacts[]
  readonly serviceAccounts: readonly ServiceAccountFacts[]
}

export type SecretFacts = PlainSecretFacts | MadeSecretFacts

/** A Secret as it stands; nothing of what is secret in it. */
export interface PlainSecretFacts extends ObjectIdentity {
  readonly origin: 'plain'
  readonly file: string
  readonly type: string
  readonly keys: readonly string[]
  /** What its type's own key holds; undefined for types that the kubelet does not read, and where the key is missing. */
  readonly config: DockerConfig | undefined
  /** What any docker config key holds, and where. */
  readonly anyConfig: DockerConfig | undefined
  readonly contentAt: Place | null
}

/** An object that makes a Secret of this name, with a content that is not in sight. */
export interface MadeSecretFacts extends ObjectIdentity {
  readonly origin: 'made'
  readonly file: string
}

export interface ServiceAccountFacts extends ObjectIdentity {
  readonly imagePullSecrets: readonly string[]
}

/** A KubeletConfiguration's fields that concern images. */
export interface KubeletConfigFacts extends ObjectIdentity {
  readonly fields: KubeletFields
}

/** A key that is written more than once in one map. */
export type DuplicateKeyFacts = RepeatedKeyFacts | MissingSeparatorFacts

interface RepetitionFacts extends ObjectIdentity {
  /** The one that is in force: the last. */
  readonly at: Place
  /** The line of the one before it, which is lost. */
  readonly lostLine: number
}

export interface RepeatedKeyFacts extends RepetitionFacts {
  readonly fault: 'repeated-key'
  readonly key: string
}

/** An object that starts before the one above it ends. */
export interface MissingSeparatorFacts extends RepetitionFacts {
  readonly fault: 'missing-separator'
  readonly keys: readonly string[]
  /** What is lost: the object above. */
  readonly lostObject: { readonly kind: string; readonly name: string | null }
}

/** A suppression, by a comment or by configuration, that did not do what somebody thought. */
export type IgnoreFacts =
  | {
      readonly state: 'unused'
      readonly at: Place
      /** The rules that it names in vain; empty where it names none. */
      readonly rules: readonly { readonly rule: string; readonly cause: 'nothing-to-silence' | 'enforced' | 'unknown-rule' }[]
    }
  | { readonly state: 'expired'; readonly at: Place; readonly until: string }
  /** A comment that begins as one and is none; `fault` is `unexpected ..., expected ...`. */
  | { readonly state: 'malformed'; readonly at: Place; readonly fault: string }

/** What configuration tells the rules. */
export interface RuleSettings {
  /** Tags that name a channel and move with it: `main`, `stable`, ... */
  readonly floatingTags: readonly string[]
  /** Whether every node holds the image before a Pod asks for it. */
  isPrePulled(image: ImageReference): boolean
  /** Whether images may come from there; true for all where no list is set. */
  isPermitted(image: ImageReference): boolean
  /** Whether this repository's own builds push the image, so that a tag may not be there yet. */
  isBuiltHere(image: ImageReference): boolean
  /** Whether the nodes are logged in to the image's registry. */
  hasNodeCredentials(image: ImageReference): boolean
  /** Platforms that configuration says the nodes have: `linux/amd64`. */
  readonly platforms: readonly string[]
}
