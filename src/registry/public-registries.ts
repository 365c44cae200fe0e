/**
 * Registries that are asked unless the settings name others. Each is run by an operator of its own, known to everybody:
 * whoever writes one of these hosts into a manifest gets a question sent to that operator and to nobody of his choosing,
 * which cannot be said of an arbitrary host (it would learn when, and from which address, somebody looked).
 * Entries are patterns as `registries.ask` has them.
 */
export const PUBLIC_REGISTRIES: readonly string[] = [
  'docker.io',
  'ghcr.io',
  'quay.io',
  'registry.k8s.io',
  'gcr.io',
  '*.gcr.io',
  '*-docker.pkg.dev',
  'mcr.microsoft.com',
  '*.azurecr.io',
  'public.ecr.aws',
  '*.dkr.ecr.*.amazonaws.com',
  'registry.gitlab.com',
  'registry.access.redhat.com',
  'registry.redhat.io',
  'docker.elastic.co',
  'nvcr.io',
  'cgr.dev',
  'codeberg.org',
]
