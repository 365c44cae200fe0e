/** Rules about what an image reference says; none of them matters where the image is not there. */
const ABOUT_THE_REFERENCE = [
  'sticky-pull-policy',
  'changed-pull-policy',
  'latest-tag',
  'stale-latest',
  'floating-tag',
  'unpinned-image',
  'stale-digest',
  'digest-without-tag',
  'moved-tag',
  'platform-digest',
  'docker-hub-limit',
] as const

const MORE: Readonly<Record<string, readonly string[]>> = {
  'changed-pull-policy': ['sticky-pull-policy'],
  'latest-tag': ['sticky-pull-policy', 'stale-latest'],
  'floating-tag': ['stale-latest', 'latest-tag'],
  'unpinned-image': ['stale-latest', 'latest-tag', 'floating-tag'],
  'moved-tag': ['platform-digest', 'stale-digest'],
  'missing-platform': ['platform-digest'],
  'missing-pull-secret': ['shadowed-pull-secret'],
  'mismatched-pull-secret': ['wrong-pull-secret'],
}

/**
 * Which rules give way to which, where several speak of one thing: one message is shown, with the highest severity among
 * them. A rule gives way to those in its list, to the first of them that spoke.
 */
export const GIVES_WAY_TO: Readonly<Record<string, readonly string[]>> = {
  ...MORE,
  ...Object.fromEntries(ABOUT_THE_REFERENCE.map(rule => [rule, ['missing-image', ...(MORE[rule] ?? [])]])),
}
