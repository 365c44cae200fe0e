import { TOOL_PAGE } from '../../src/index.ts'
import { EVENTS, type Flavour, permissionsOf } from './permissions.ts'

/** What distinguishes one registration from another. */
export interface ManifestOptions {
  readonly flavour: Flavour
  readonly name: string
  /** Where GitHub sends webhooks. */
  readonly webhookUrl: string
  /** Where GitHub sends the browser once the app is there. */
  readonly redirectUrl: string
  /** Whether accounts other than its owner may install it. */
  readonly isPublic: boolean
}

/** What a person reads who is asked to install the app. */
export const DESCRIPTION =
  'Says, per container of a pull request, which imagePullPolicy will be in force and why, what will go wrong at the pull, and offers pins by digest.'

/**
 * An app as GitHub lets one be registered by a form: with `redirect_url`, and without a secret, which GitHub makes.
 *
 * @see https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export function manifestOf({ flavour, name, webhookUrl, redirectUrl, isPublic }: ManifestOptions): Readonly<Record<string, unknown>> {
  return {
    name,
    url: TOOL_PAGE,
    description: DESCRIPTION,
    public: isPublic,
    redirect_url: redirectUrl,
    hook_attributes: { url: webhookUrl, active: true },
    default_permissions: permissionsOf(flavour),
    default_events: EVENTS.map(({ name: event }) => event),
  }
}
