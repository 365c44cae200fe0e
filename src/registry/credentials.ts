/**
 * What opens a registry, in the forms that Docker's configuration knows. Where several are there, the registry's token is sent as it is,
 * else the identity token is exchanged, else name and password are shown.
 */
export interface Credential {
  readonly username?: string
  readonly password?: string
  /** Exchanged for a token by OAuth2's `refresh_token` grant. */
  readonly identityToken?: string
  /** A bearer token for the registry itself. */
  readonly registryToken?: string
}

/** Where credentials come from. Asked only once a registry has asked for them, and once per repository. */
export interface CredentialSource {
  /** Host with port as in an image reference (`docker.io` for Docker Hub), and the path below it. */
  find(registry: string, repository: string): Promise<FoundCredential>
}

/** What a source has for one repository. */
export interface FoundCredential {
  /** None: ask as anybody would. */
  readonly credential?: Credential
  /** What kept a credential from being read, for people; no secret in it. */
  readonly notices: readonly string[]
}

/** Nothing for anybody. */
export const NO_CREDENTIALS: CredentialSource = { find: async () => ({ notices: [] }) }

/**
 * Credentials that the caller has in hand, by `host` or `host/path` (whole segments; the longest that fits wins).
 * As the Action does for its own registry: `{ 'ghcr.io': { username: 'x-access-token', password: githubToken } }`.
 */
export function fixedCredentials(entries: Readonly<Record<string, Credential>>): CredentialSource {
  return {
    find: async (registry, repository) => {
      const credential = findByPath(new Map(Object.entries(entries)), canonicalRegistry(registry), repository)
      return { notices: [], ...(credential !== undefined && { credential }) }
    },
  }
}

/** The first source that has a credential; notices of those before it are kept. */
export function firstCredentialOf(sources: readonly CredentialSource[]): CredentialSource {
  return {
    find: async (registry, repository) => {
      const notices: string[] = []
      for (const source of sources) {
        const found = await source.find(registry, repository)
        notices.push(...found.notices)
        if (found.credential !== undefined) return { ...found, notices }
      }
      return { notices }
    },
  }
}

/** Names under which Docker Hub is known to configuration files; `hub.docker.com` is a website. */
const DOCKER_HUB_ALIASES: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io'])

/** A registry's host in lower case, and Docker Hub's under one name. */
export function canonicalRegistry(registry: string): string {
  const lower = registry.toLowerCase()
  return DOCKER_HUB_ALIASES.has(lower) ? 'docker.io' : lower
}

/**
 * The entry for the repository itself, or for the nearest path above it, down to the host's own. By whole segments: an entry for
 * `example.com/par` says nothing of `example.com/partial`, and one for `example.com/team` nothing of the rest of that host.
 */
export function findByPath<T>(entries: ReadonlyMap<string, T>, registry: string, repository: string): T | undefined {
  const segments = repository === '' ? [] : repository.split('/')
  for (let count = segments.length; count >= 0; count -= 1) {
    const entry = entries.get([registry, ...segments.slice(0, count)].join('/'))
    if (entry !== undefined) return entry
  }
  return undefined
}
