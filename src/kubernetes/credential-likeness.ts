import { matchesGlob } from './placeholder.ts'

/**
 * Whether a registry login that lies in a repository is one that somebody could use. `placeholder`: something else is put
 * there before a cluster sees it, or everybody who reads documentation knows it. `none`: nothing is written.
 */
export type CredentialLikeness = 'real' | 'placeholder' | 'none'

/** A login as a docker config holds it. Never kept: what leaves here is a likeness. */
export interface WrittenLogin {
  /** Without scheme, port and path; `''` where it is not known. */
  readonly host: string
  readonly user: string
  /** A password, or a token in its stead. */
  readonly password: string
}

/**
 * Judges by the password alone, and in doubt for `real`. Placeholders are: templates (`${X}`, `{{ }}`, `$(x)`, `((x))`,
 * `#{X}#`, `$NAME`, `<...>`) and references to a vault; SOPS' `ENC[...]`; shortened examples (`c3R...zE2`); the same
 * character again and again; fewer than four characters; the user's name once more (`test:test`); and what is put together
 * from the words of documentation, with the usual disguises (`changeme`, `YOUR_GHCR_TOKEN`, `p@ssw0rd123`, `Harbor12345`).
 * So is every login for a host that can never exist, such as `registry.example.com` (RFC 2606), or is everybody's own.
 */
export function judgeLogin({ host, user, password }: WrittenLogin): CredentialLikeness {
  const secret = password.trim()
  if (secret === '') return 'none'
  const isKnown =
    secret.length < SHORTEST || secret === user.trim() || isReservedHost(host) || isFilledInLater(secret) || isMadeOfKnownWords(secret)
  return isKnown ? 'placeholder' : 'real'
}

/** No registry takes a shorter password. */
const SHORTEST = 4

/** Whether a value waits for something that fills it in or decrypts it: a template, a vault's reference, SOPS, an ellipsis. */
export function isFilledInLater(text: string): boolean {
  return MARKERS.some(marker => matchesGlob(marker, text)) || SHELL_VARIABLE.test(text)
}

const MARKERS = [
  '*{{*',
  '*${*',
  '*$(*',
  '((*))',
  '*#{*',
  '<*>',
  '*...*',
  '*\u2026*',
  'ENC[*',
  'vault:*',
  'ref+*',
  'op://*',
  '$ANSIBLE_VAULT*',
  '-----BEGIN AGE*',
  '-----BEGIN PGP*',
]
const SHELL_VARIABLE = /^\$[A-Z_][A-Z0-9_]*$/

/** https://www.rfc-editor.org/rfc/rfc2606 */
function isReservedHost(host: string): boolean {
  return RESERVED_HOST.test(host.toLowerCase())
}

const RESERVED_HOST = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|invalid|test|localhost)$/

/** Longer texts are no invented words; the bound keeps hostile ones cheap. */
const LONGEST_PHRASE = 100
const ASCII = /^[\u0020-\u007e]*$/

function isMadeOfKnownWords(secret: string): boolean {
  if (secret.length > LONGEST_PHRASE || !ASCII.test(secret)) return false
  const text = secret.toLowerCase().replaceAll('base64', 'base')
  const [ending = ''] = /[^a-z]*$/.exec(text) ?? []
  if (!isCommonNumber(ending.replace(/\D/g, ''))) return false
  const body = text.slice(0, text.length - ending.length)
  return isPhrase(body) || isPhrase(body.replace(/[013457@$]/g, character => DISGUISES[character] ?? ''))
}

const DISGUISES: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' }

/** What people put behind a word to please a password checker: up to three digits, or counting up; the same digit again and again. */
function isCommonNumber(digits: string): boolean {
  return digits.length <= 3 || '1234567890'.startsWith(digits) || isOneCharacter(digits)
}

function isPhrase(body: string): boolean {
  if (/\d/.test(body)) return false
  const letters = body.replace(/[^a-z]/g, '')
  return isOneCharacter(letters) || 'abcdefghijklmnopqrstuvwxyz'.startsWith(letters) || isSequenceOfWords(letters.replace(/x{3,}/g, ''))
}

function isOneCharacter(text: string): boolean {
  return text === '' || text === text.charAt(0).repeat(text.length)
}

/** Whether the letters can be cut into known words without rest. */
function isSequenceOfWords(letters: string): boolean {
  const isReached = new Array<boolean>(letters.length + 1).fill(false)
  isReached[0] = true
  for (let start = 0; start < letters.length; start++) {
    if (!isReached[start]) continue
    for (let end = start + 1; end <= Math.min(start + LONGEST_WORD, letters.length); end++) {
      if (WORDS.has(letters.slice(start, end))) isReached[end] = true
    }
  }
  return isReached[letters.length] === true
}

const WORDS: ReadonlySet<string> = new Set(
  [
    'a an and any anything be by for from goes here in insert is it me my of or our put set some something stuff that the this to use whatever with your yours',
    'access account address admin administrator api app auth authentication aws azure base bot build ci client cluster code config cred credential credentials',
    'data db deploy dev developer docker dockerhub dockerconfig dockerconfigjson ecr email encode encoded gar gcp gcr ghcr github gitlab google gcloud guest',
    'harbor hub id image images jfrog artifactory json k kube kubernetes key login name nexus pass passcode passphrase passwd password pat personal private',
    'public pull push pw pwd pword quay read registry repo repository robot root sa secret server service shared string token user username value write acr org',
    'bar baz blah bogus change changeit changeme default demo dummy empty enter example fake false fill fixme foo goodbye hello hidden invalid letmein lorem ipsum',
    'masked mock new nil no none not null old omitted opaque other placeholder placeholders qux qwerty real really redacted removed replace replaced replaceme sample super tbd temp',
    'template test tester testing testpass testuser tmp todo top true undefined unused valid very welcome world xx xyz abc asdf jane john doe janedoe johndoe tiger hunter',
    'ghp gho ghs glpat dckr github_pat',
  ].flatMap(line => line.split(' ')),
)

const LONGEST_WORD = Math.max(...Array.from(WORDS, word => word.length))
