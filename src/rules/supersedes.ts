/**
 * Which rules give way to which, where several speak of one container: the message of the first is shown, with the
 * highest severity among them. Read from the left: a rule gives way to those in its list, the first that spoke.
 */
export const GIVES_WAY_TO: Readonly<Record<string, readonly string[]>> = {
  'changed-pull-policy': ['sticky-pull-policy'],
  'latest-tag': ['sticky-pull-policy', 'stale-latest'],
  'floating-tag': ['stale-latest', 'latest-tag'],
  'unpinned-image': ['sticky-pull-policy', 'stale-latest', 'latest-tag', 'floating-tag'],
  'moved-tag': ['platform-digest'],
  'missing-platform': ['platform-digest'],
  'missing-pull-secret': ['shadowed-pull-secret'],
  'mismatched-pull-secret': ['wrong-pull-secret'],
}
