import type { FlagOption, ListOption, TextOption } from './options.ts'

/** Answers that are known already. */
export const RESOLUTIONS: TextOption = {
  kind: 'text',
  name: 'resolutions',
  placeholder: 'FILE',
  summary: 'take digests from this JSON file and ask no registry',
}

/** `pin` asks without it. */
export const OFFLINE: FlagOption = { kind: 'flag', name: 'offline', summary: 'ask no registry' }

/** A list of tags and some twenty HEADs for each image that is `latest`. */
export const NAME_VERSION: FlagOption = {
  kind: 'flag',
  name: 'name-version',
  summary: 'say which version tags have the digest that `latest` has now; asks some twenty questions more for each such image',
}

/** Only whoever runs the command vouches for hosts: no file of a repository can. */
export const PLAIN_HTTP: ListOption = {
  kind: 'list',
  name: 'plain-http',
  placeholder: 'HOST',
  summary: 'ask this registry, host or host:port, without TLS, also at an inner address; may be repeated',
}

/** As {@link PLAIN_HTTP}, with TLS. */
export const PRIVATE_HOST: ListOption = {
  kind: 'list',
  name: 'private-host',
  placeholder: 'HOST',
  summary: 'ask this registry or token issuer, host or host:port, also at an inner address; may be repeated',
}

/** For issuers whose name does not show that they belong to the registry. */
export const REALM_HOST: ListOption = {
  kind: 'list',
  name: 'realm-host',
  placeholder: 'HOST',
  summary: 'let this token issuer, host or host:port, have the credentials of the registries that name it; may be repeated',
}

/** Beside those that Node trusts. */
export const CA_FILE: ListOption = {
  kind: 'list',
  name: 'ca-file',
  placeholder: 'FILE',
  summary: 'trust the certificate authorities in this PEM file too; may be repeated',
}

/** Untrusted, and yet able to forge a digest for ten minutes: so never in a work tree. */
export const CACHE: TextOption = {
  kind: 'text',
  name: 'cache',
  placeholder: 'FILE',
  summary: 'keep answers in this file, outside of the work tree, for ten minutes, and what a digest holds for ever',
}

/** What decides who is asked, and how. */
export const ASKING: readonly (FlagOption | ListOption | TextOption)[] = [
  OFFLINE,
  RESOLUTIONS,
  NAME_VERSION,
  PLAIN_HTTP,
  PRIVATE_HOST,
  REALM_HOST,
  CA_FILE,
  CACHE,
]
