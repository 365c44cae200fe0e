import type { ReviewedContainer } from '../../report/review.ts'
import { codeSpan } from '../escape/markdown.ts'
import type { MarkdownContext } from './context.ts'

/** As many repositories are named. */
const FEW = 3

const IS_REFUSAL: ReadonlySet<ReviewedContainer['resolution']['status']> = new Set([
  'not-found-or-private',
  'credentials-rejected',
  'forbidden',
])

/** Once for each registry: of what there is no digest, and who can mend that. */
export function adviceOn(asked: readonly ReviewedContainer[], { credentials }: MarkdownContext): string {
  const refused = asked.filter(({ resolution }) => IS_REFUSAL.has(resolution.status))
  const registries = [...Map.groupBy(refused, ({ image }) => image?.registry ?? '')]
  return registries.map(([registry, containers]) => `\n\n${registryAdvice(registry, containers, credentials)}`).join('')
}

function registryAdvice(registry: string, containers: readonly ReviewedContainer[], credentials: MarkdownContext['credentials']): string {
  const repositories = [...new Set(containers.map(({ image }) => `${image?.registry ?? ''}/${image?.repository ?? ''}`))]
  const named =
    repositories.slice(0, FEW).map(codeSpan).join(', ') + (repositories.length > FEW ? ` and ${repositories.length - FEW} more` : '')
  const isKnown = containers.some(({ base }) => base !== null)
  const why = isKnown
    ? 'nodes may hold credentials that this check lacks'
    : 'private, misspelt or deleted, which nobody can tell without credentials'
  return `No digest of ${named}: ${why}. ${adviceFor(registry, credentials)}`
}

function adviceFor(registry: string, credentials: MarkdownContext['credentials']): string {
  const isPackages = registry === 'ghcr.io'
  switch (credentials) {
    case 'operator':
      return isPackages
        ? 'This app’s own token cannot read private packages of ghcr.io: whoever runs the app can give it credentials for them, or the Action can ask on the same commit with the token of its job.'
        : `Whoever runs this app can give it credentials for ${codeSpan(registry)}.`
    case 'job':
      return isPackages
        ? 'Give this job `packages: read`, and the package access to this repository; or log in to ghcr.io in an earlier step (`docker/login-action`).'
        : `Log in to ${codeSpan(registry)} in an earlier step (\`docker/login-action\`).`
  }
}
