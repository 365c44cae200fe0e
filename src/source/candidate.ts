/**
 * Whether a text, a whole file's or one document's, can hold anything that a rule looks at. Most files of a repository
 * cannot, and need not be parsed. It takes about a millisecond per megabyte, less than decoding, so that it is no use to
 * look through the bytes before.
 *
 * The words stand in the text as they are, unless somebody hides them: a text that spells letters by escapes where a
 * word could begin (`"\u0069mage"`), or by tags (`!!binary aW1hZ2U=`), is a candidate too.
 */
export function mayHoldImages(text: string): boolean {
  return CANDIDATE.test(text)
}

/** What rules look for: images and their keys, containers without one, pull secrets, kubelets, ignore comments. */
const WORDS = [
  '[iI][mM][aA][gG][eE]',
  '[cC]ontainers',
  'dockercfg',
  'dockerconfigjson',
  'Secret\\b',
  'KubeletConfiguration',
  'pull-policy:',
]

/** An escaped letter or line end behind a quote and nothing but what such words are made of; a tag that decodes text. */
const DISGUISES = ['"[\\w./-]*\\\\[xuU\\r\\n\\x85\\u2028\\u2029]', '!!(?:binary|[^\\s!%]*%)', '!<', '%TAG']

const CANDIDATE = new RegExp([...WORDS, ...DISGUISES].join('|'))
