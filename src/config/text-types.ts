import { findImageGlobFault } from './image-glob.ts'
import { findPathGlobFault } from './path-glob.ts'
import { type Fault, text, type ValueType } from './value-type.ts'

/** A pattern for images, as `ghcr.io/acme/*`. */
export const imageGlob = text({
  expected: 'a pattern for images, as `ghcr.io/acme/*`',
  findFault: value => sentence(findImageGlobFault(value)),
})

/** A pattern for paths, as `charts/**`. */
export const pathGlob = text({ expected: 'a pattern for paths, as `charts/**`', findFault: value => sentence(findPathGlobFault(value)) })

function sentence(message: string | undefined): Fault | undefined {
  return message === undefined ? undefined : { message }
}

/** A text that a regular expression describes. */
function matching(expected: string, pattern: RegExp, hint?: (value: string) => string | undefined): ValueType<string> {
  return text({
    expected,
    pattern: pattern.source,
    findFault(value) {
      if (pattern.test(value)) return undefined
      const meant = hint?.(value)
      return meant === undefined ? {} : { hint: meant }
    },
  })
}

/** People copy hosts from a browser. */
function withoutScheme(value: string): string | undefined {
  const host = value.replace(/^https?:\/\//, '').replace(/\/+$/, '')
  return host === value || host === '' ? undefined : host
}

/** Who may be asked: a host whose labels may hold `*`, with its port and a path. */
export const registryPattern = matching(
  'a registry as `ghcr.io`, `*.azurecr.io` or `registry.example.com:5000/team`',
  /^(?:\*|[A-Za-z0-9*][A-Za-z0-9.*-]*)(?::\d{1,5})?(?:\/[^\s/]+)*$/,
  withoutScheme,
)

/** A registry's host, with its port. */
export const registryHost = matching(
  'a registry as `docker.io` or `registry.example.com:5000`',
  /^[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?$/,
  withoutScheme,
)

/** Where a mirror keeps a registry's repositories. */
export const mirrorAddress = matching(
  'a registry with or without a path, as `mirror.example.com/docker-hub`',
  /^[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:\/[^\s/]+)*$/,
  withoutScheme,
)

/** Names that uname and others use for what OCI calls otherwise. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm/v7',
  armv6l: 'arm/v6',
  armhf: 'arm/v7',
  i386: '386',
  i686: '386',
}

/** A platform in OCI's words. */
export const platform = text({
  expected: 'a platform as `linux/amd64` or `linux/arm/v7`',
  pattern: '^[a-z0-9]+/[a-z0-9]+(/[a-z0-9]+)?$',
  findFault(value) {
    const [os = '', architecture = ''] = value.split('/')
    const meant = ARCHITECTURES[architecture.toLowerCase()] ?? ARCHITECTURES[os.toLowerCase()]
    if (meant !== undefined) return { hint: `${architecture === '' ? 'linux' : os}/${meant}` }
    return /^[a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9]+)?$/.test(value) ? undefined : {}
  },
})

/** An image's tag. */
export const tag = matching('a tag as `nightly`', /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/)

/** A pattern of a build tool's marker: `*` is any run of characters. */
export const marker = matching('a pattern as `ko://*`', /[^*\s]/)

/** A day that exists. */
export const day = text({
  expected: 'a date as `2026-12-31`',
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  findFault: value => (isDay(value) ? undefined : {}),
})

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const midnight = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(value)
}

/** Why something is ignored, for whoever reads the report. */
export const reason = matching('a reason in words', /\S/)

/** `apps/v1`, `v1`. */
export const apiVersion = matching('an apiVersion as `example.com/v1`', /^[a-z0-9.-]+(?:\/[a-z0-9]+)?$/)

/** `Rollout`. */
export const kind = matching('a kind as `Rollout`', /^[A-Za-z][A-Za-z0-9]*$/)

/** Where a field lies in an object. */
export const fieldPath = matching(
  'a path as `spec.template.spec` or `spec.steps[*].image`',
  /^(?:\*|[^\s.*[\]]+)(?:\[\*\])*(?:\.(?:\*|[^\s.*[\]]+)(?:\[\*\])*)*$/,
)

/** An account of GitHub, or `*` for all. */
export const accountName = matching(
  'an account as `acme`, or `"*"`',
  /^(?:\*|[A-Za-z0-9](?:[A-Za-z0-9-]{0,98}[A-Za-z0-9])?(?:_[A-Za-z0-9]+)?)$/,
)

/** Who somebody is to a registry: what HTTP's Basic authentication can say. */
export const userName = matching('a user name without `:`', /^[\x21-\x39\x3b-\x7e]{1,200}$/)

/** An environment variable's name. */
export const environmentName = matching('a variable as `REGISTRY_PASSWORD`', /^[A-Za-z_][A-Za-z0-9_]*$/)

/** A file of the machine. */
export const filePath = matching('a path as `/run/secrets/registry`', /^[^\0\r\n]+$/)
