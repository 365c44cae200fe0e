/** Where an image runs, in the words of OCI's image index: `linux`, `arm64`, `v8`. */
export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
}

/** Other people's names for an architecture, with the variant that some of them mean. */
const ALIASES: ReadonlyMap<string, Omit<Platform, 'os'>> = new Map([
  ['x86_64', { architecture: 'amd64' }],
  ['x86-64', { architecture: 'amd64' }],
  ['i386', { architecture: '386' }],
  ['aarch64', { architecture: 'arm64' }],
  ['armhf', { architecture: 'arm', variant: 'v7' }],
  ['armel', { architecture: 'arm', variant: 'v6' }],
])

/** The variant that an architecture without one means. */
const PLAIN_VARIANTS: ReadonlyMap<string, string> = new Map([
  ['amd64', 'v1'],
  ['arm', 'v7'],
  ['arm64', 'v8'],
])

/**
 * `linux/amd64` or `linux/arm64/v8` as a platform, in containerd's normal form; undefined where it is neither.
 * A lone `amd64` is neither: what it leaves out depends on the machine that asks. Nor is `windows(10.0.17763)/amd64`, whose version has no place here.
 */
export function parsePlatform(text: string): Platform | undefined {
  const parts = text.split('/', 4)
  const [os, architecture, variant] = parts
  if (os === undefined || architecture === undefined || parts.length > 3) return undefined
  if (!/^[\w-]+$/.test(os) || !parts.every(part => /^[\w.-]+$/.test(part))) return undefined
  return normalizePlatform({ os, architecture, ...(variant !== undefined && { variant }) })
}

/** `os/architecture[/variant]`, as `docker buildx` and `crane` print it. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant ? [variant] : [])].join('/')
}

/**
 * One spelling for each platform, so that two can be compared: lower case, aliases resolved, `arm64/v8` and `amd64/v1` without their variant,
 * a plain `arm` with its `v7`. That is what containerd does before it picks a manifest.
 *
 * @see https://github.com/containerd/platforms/blob/07c2124b7fcc4cc1cb493dad74284bc967d64544/database.go
 */
export function normalizePlatform(platform: Platform): Platform {
  const os = platform.os.toLowerCase()
  const written = platform.architecture.toLowerCase()
  const alias = ALIASES.get(written) ?? { architecture: written }
  const variant = normalizeVariant(alias.architecture, alias.variant ?? platform.variant?.toLowerCase())
  return { os: os === 'macos' ? 'darwin' : os, architecture: alias.architecture, ...(variant !== undefined && { variant }) }
}

/** Whether two spellings mean one platform: `linux/aarch64` and `linux/arm64/v8`. */
export function isSamePlatform(one: Platform, other: Platform): boolean {
  return formatPlatform(normalizePlatform(one)) === formatPlatform(normalizePlatform(other))
}

/**
 * Whether containerd on such a node takes an image for that platform: its own, a lower variant of it, or the 32-bit one of the same family
 * (`386` on `amd64`, `arm` on `arm64`). Generous on purpose, since a platform called missing is an error: CRI-O keeps to the node's own
 * architecture, and some arm64 processors run nothing of 32 bits.
 *
 * @see https://github.com/containerd/platforms/blob/122d4d057f95e34b5083669cb9a47cf6de5831a8/compare.go
 */
export function canRun(node: Platform, image: Platform): boolean {
  const { os, architecture, variant } = normalizePlatform(node)
  const wanted = normalizePlatform(image)
  if (wanted.os !== os) return false
  if (wanted.architecture === architecture) return isWithin(architecture, variant, wanted.variant)
  if (architecture === 'amd64') return wanted.architecture === '386'
  return architecture === 'arm64' && wanted.architecture === 'arm' && isWithin('arm', 'v8', wanted.variant)
}

function normalizeVariant(architecture: string, written: string | undefined): string | undefined {
  const plain = PLAIN_VARIANTS.get(architecture)
  const isBareNumber = architecture.startsWith('arm') && /^\d$/.test(written ?? '')
  const variant = isBareNumber ? `v${written}` : written || undefined
  if (architecture === 'arm') return variant ?? plain
  return variant === plain ? undefined : variant
}

function isWithin(architecture: string, node: string | undefined, image: string | undefined): boolean {
  if (node === image || image === undefined) return true
  const highest = variantNumber(node ?? PLAIN_VARIANTS.get(architecture))
  const needed = variantNumber(image)
  return highest !== undefined && needed !== undefined && needed <= highest
}

/** `v8.2` as 8002, so that `v8.10` comes after it. */
function variantNumber(variant: string | undefined): number | undefined {
  const [, major, minor = '0'] = /^v(\d{1,3})(?:\.(\d{1,3}))?$/.exec(variant ?? '') ?? []
  return major === undefined ? undefined : Number(major) * 1000 + Number(minor)
}
