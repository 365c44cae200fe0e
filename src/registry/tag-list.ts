import type { NotResolved } from '../oci/resolution.ts'
import { readJsonObject } from './classify.ts'
import { MANIFEST_HEADERS, refuse, refuseByIssuer, type Subject, withoutKind } from './manifest-inquiry.ts'
import type { AccessOutcome, Identity, RegistryAccess } from './registry-access.ts'
import { tagsUrl } from './registry-endpoint.ts'

/** The tags of one repository, in the registry's order. */
export interface TagList {
  readonly status: 'listed'
  readonly tags: readonly string[]
  /** False where the registry had more than we read. */
  readonly isComplete: boolean
}

const PAGE = 1000

/** One page of tags, from the start. */
export function askForTags(access: RegistryAccess, subject: Subject, count: number, identity: Identity): Promise<AccessOutcome> {
  return access.ask({ method: 'GET', url: tagsUrl(subject.endpoint, count), headers: MANIFEST_HEADERS }, subject.endpoint, identity)
}

/**
 * Reads page after page as the `Link` header leads, never to another origin, and at most so many.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags
 */
export async function listTags(
  access: RegistryAccess,
  subject: Subject,
  mostPages: number,
  identity: Identity,
): Promise<TagList | NotResolved> {
  const tags: string[] = []
  let url = tagsUrl(subject.endpoint, PAGE)
  for (let page = 1; ; page += 1) {
    const outcome = await access.ask({ method: 'GET', url, headers: MANIFEST_HEADERS }, subject.endpoint, identity)
    if (outcome.kind === 'failure') return withoutKind(outcome)
    if (outcome.kind === 'issuer-refusal') return refuseByIssuer(outcome, subject)
    const { response } = outcome
    if (response.status !== 200) return refuse(outcome, subject)
    const { tags: listed } = readJsonObject(response.body) ?? {}
    if (!Array.isArray(listed) && listed !== null)
      return { status: 'bad-response', reason: `${subject.endpoint.registry} gave a list of tags that is none` }
    tags.push(...(listed ?? []).filter(isTag).slice(0, PAGE))
    const next = findNext(response.headers.link, url)
    if (next === undefined) return { status: 'listed', tags, isComplete: true }
    if (page === mostPages || next.origin !== url.origin || next.href === url.href) return { status: 'listed', tags, isComplete: false }
    url = next
  }
}

/** The target of `<…>; rel="next"`, which may be relative. */
function findNext(link: string | string[] | undefined, base: URL): URL | undefined {
  const written = Array.isArray(link) ? link.join(',') : (link ?? '')
  const match = /<([^<>]{1,2000})>\s{0,8};[^<]{0,200}?rel="?next\b/i.exec(written)
  return (match?.[1] === undefined ? null : URL.parse(match[1], base.href)) ?? undefined
}

function isTag(tag: unknown): tag is string {
  return typeof tag === 'string' && /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(tag)
}
