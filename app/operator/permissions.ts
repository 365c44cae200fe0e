/** A permission that the app asks for, and why. */
export interface WantedPermission {
  /** In the API's words: `pull_requests`. */
  readonly name: string
  readonly level: 'read' | 'write'
  readonly because: string
}

/** An event that the app hears of, and why. Those about its own installation come unasked. */
export interface WantedEvent {
  readonly name: string
  readonly because: string
}

/** The least with which everything works but the pin button. */
export const PERMISSIONS: readonly WantedPermission[] = [
  { name: 'metadata', level: 'read', because: 'GitHub gives it with any other permission: names and default branches of repositories' },
  {
    name: 'contents',
    level: 'read',
    because: 'reads the manifests that a pull request changes, and `.github/pull-policy.yml` of the default branch',
  },
  {
    name: 'pull_requests',
    level: 'write',
    because: 'lists the changed files, keeps its one comment, and offers pins as review suggestions',
  },
  { name: 'checks', level: 'write', because: 'keeps its check with annotations and buttons, and hears of re-runs' },
  { name: 'merge_queues', level: 'read', because: 'hears of merge groups, and checks them so that a queue does not wait for it' },
]

/** What the second flavour asks for in place of `contents: read`. */
export const PIN_PERMISSION: WantedPermission = {
  name: 'contents',
  level: 'write',
  because: 'commits the pins that a check run shows, when somebody with write access presses its button',
}

/** The same for both flavours. */
export const EVENTS: readonly WantedEvent[] = [
  { name: 'check_run', because: 'a re-run of the check, or one of its buttons' },
  { name: 'check_suite', because: '"Re-run all checks"' },
  { name: 'merge_group', because: 'a merge queue asks for the check' },
  { name: 'pull_request', because: 'a pull request is opened, pushed to, or changed' },
  { name: 'push', because: 'the configuration on the default branch may have changed' },
]

/** Which app it is to be: one that only speaks, or one with the pin button. */
export type Flavour = 'default' | 'pin'

/** The permissions of a flavour, as a manifest and GitHub's answers have them. */
export function permissionsOf(flavour: Flavour): Readonly<Record<string, 'read' | 'write'>> {
  return Object.fromEntries(wantedBy(flavour).map(({ name, level }) => [name, level]))
}

/** The same with their reasons. */
export function wantedBy(flavour: Flavour): readonly WantedPermission[] {
  return PERMISSIONS.map(permission => (flavour === 'pin' && permission.name === PIN_PERMISSION.name ? PIN_PERMISSION : permission))
}
