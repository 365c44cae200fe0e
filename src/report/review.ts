import type { ContainerRole } from '../kubernetes/container.ts'
import type { PullPolicy } from '../kubernetes/pull-policy.ts'
import type { NotResolved } from '../oci/resolution.ts'
import type { Severity } from '../rules/rule.ts'
import type { Place } from '../source/place.ts'

/** Everything that is said of one set of files or of one change. Renderers print it; its JSON form is the public report. */
export interface Review {
  readonly change: Change | null
  readonly summary: Summary
  readonly containers: readonly ReviewedContainer[]
  /** All findings, shown or superseded, in the order of file, line, column and rule. */
  readonly findings: readonly Finding[]
  /** What the base had and the head no longer has. */
  readonly gone: readonly Finding[]
  readonly suppressed: readonly Suppression[]
  readonly skipped: readonly Skipped[]
  /** A unified diff that pins; empty where nothing was resolved. */
  readonly patch: string
  /** The same line by line, in the order of file and line. */
  readonly pinnedLines: readonly PinnedLine[]
  readonly patches: PatchParts
  /** Also where no Pod that runs as one is in sight; not part of the JSON report. */
  readonly changedAccounts: readonly ChangedAccount[]
}

/** A ServiceAccount to whose Pods a change gives other pull secrets. */
export interface ChangedAccount {
  readonly file: string
  readonly name: string
}

/** An offered pin as an edit of one line of the head: for suggestions. Several pins on one line are one edit. */
export interface PinnedLine {
  readonly file: string
  /** 1-based, of the head; lines end at `\n`, as in Git and on GitHub. */
  readonly line: number
  /** The whole line, without its line break; a `\r` before the `\n` is part of the break. A byte order mark is part of the first line. */
  readonly before: string
  readonly after: string
  readonly isCrlf: boolean
  /** Whether the change added or changed this line, and touches a container on it: a line that was only moved or indented is not. Never so outside a change. */
  readonly isTouched: boolean
  /** Indexes of the review's containers that the line pins: several where an anchor serves them, or where they share the line. */
  readonly containers: readonly number[]
  /** SHA-256, hexadecimal, of the file's path, the containers' objects and paths, and both texts: the same while the same pin is offered, wherever its line stands. */
  readonly fingerprint: string
}

/**
 * The patch in two: `touched` pins the containers that the change touches, `rest` the other ones of the workloads that it
 * touches (outside a change: all). Either applies alone, and after the other. What cannot be parted, because it stands on one
 * line or on lines without another between them, is in `touched` together.
 */
export interface PatchParts {
  readonly touched: string
  readonly rest: string
}

/** Which part of a change's files is spoken of. */
export type Scope = 'changed-lines' | 'changed-files' | 'repository'

export interface Change {
  readonly base: string
  readonly head: string
  readonly scope: Scope
}

/** Counts of what was read and of the findings that are shown and in scope. */
export interface Summary {
  /** Files that were read and held something to look at. */
  readonly files: number
  /** Documents that were analysed. */
  readonly documents: number
  readonly containers: number
  readonly errors: number
  readonly warnings: number
  readonly infos: number
}

export interface ReviewedContainer {
  readonly file: string
  /** 0-based; empty documents count. */
  readonly document: number
  /** As `spec.template.spec.containers[0]`; inside a List it starts with `items[3].`. */
  readonly path: string
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string | null
  /** `metadata.name`, or `metadata.generateName`. */
  readonly workload: string | null
  readonly role: ContainerRole
  readonly name: string | null
  readonly image: ReviewedImage | null
  readonly pullPolicy: ReviewedPullPolicy
  /** Only in a change, where an existing object will not follow. */
  readonly onUpdate: { readonly effective: PullPolicy; readonly because: string } | null
  /** Only in a change: what it was. */
  readonly base: { readonly image: string | null; readonly effective: PullPolicy | null } | null
  /** Whether the change writes another policy than before, or no longer one, also where the same is in force; not part of the JSON report. */
  readonly hasOtherWrittenPolicy: boolean
  /** Whether the change gives its pod other pull secrets; not part of the JSON report. */
  readonly hasOtherPullSecrets: boolean
  readonly resolution: ReviewedResolution
  readonly pin: Pin
  /** Which versions `latest` is; undefined where the tag is another, or where nobody wanted to know. */
  readonly versions?: NamedVersions
}

/** Version tags that name the same build as `latest` did when it was asked. */
export interface NamedVersions {
  /** The most exact first. */
  readonly tags: readonly string[]
  /** Why there are none; null where there are. */
  readonly reason: string | null
}

export interface ReviewedImage {
  readonly value: string
  readonly at: Place
  readonly registry: string | null
  readonly repository: string | null
  /** As written; null where no tag is. */
  readonly tag: string | null
  readonly digest: string | null
  readonly isValid: boolean
}

export interface ReviewedPullPolicy {
  /** What the manifest says; null for omitted, `null` and `""`. */
  readonly written: string | null
  readonly at: Place | null
  /** null where it is invalid, unknown, or where nothing is written at all. */
  readonly effective: PullPolicy | null
  readonly origin: 'declared' | 'defaulted' | 'invalid' | 'unknown' | 'none'
  readonly because: string
}

export interface ReviewedResolution {
  readonly status: 'resolved' | NotResolved['status']
  readonly digest: string | null
  readonly mediaType: string | null
  /** As `linux/arm64/v8`. */
  readonly platforms: readonly string[]
  readonly reason: string | null
}

/** What can be done to hold the image to one digest; a property of a container, not a finding. */
export interface Pin {
  readonly status: 'pinned' | 'offered' | 'declined' | 'unresolved'
  /** The whole image as it would be written. */
  readonly value: string | null
  readonly reason: string | null
  /** What an offered pin names, where a registry said it: not what the image names now, where its digest is replaced. */
  readonly names?: Pick<ReviewedResolution, 'mediaType' | 'platforms'>
}

/** One rule's statement about one place. */
export interface Finding {
  /** The rule's id. */
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  readonly file: string
  readonly at: Place
  /** Name of the container, where it is about one. */
  readonly container: string | null
  /** Name of the workload. */
  readonly workload: string | null
  /** Whether the change brings it; null outside a change. */
  readonly state: 'new' | 'standing' | null
  /** Whether it is spoken of: in a change, what the change brings or touches, unless a wider scope is asked for. */
  readonly isInScope: boolean
  /** Id of the rule whose message is shown instead, for the same container. */
  readonly supersededBy: string | null
  readonly isFixable: boolean
  /** Stays the same when lines shift or files are renamed. */
  readonly fingerprint: string
  /** What to do, in a sentence or two. */
  readonly help: string
}

/** A finding that the author or the configuration silenced. */
export interface Suppression {
  readonly rule: string
  readonly file: string
  readonly line: number
  readonly reason: string
  /** ISO date after which it no longer holds. */
  readonly until: string | null
  readonly by: 'comment' | 'configuration'
  readonly isAddedByChange: boolean
}

/** A text, or a part of one, that was not analysed. */
export interface Skipped {
  readonly file: string
  readonly line: number | null
  readonly reason: string
  readonly kind: 'syntax' | 'template' | 'too-large' | 'encoding' | 'limit' | 'unreadable'
}
