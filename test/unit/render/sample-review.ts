import type { Finding, Review, ReviewedContainer, ReviewedImage } from '../../../src/report/review.ts'
import { EXCERPT_LIMIT, type Place } from '../../../src/source/place.ts'

/** Where `needle` stands in `text`, from the given offset on, as a reader of files would say it. */
export function placeIn(text: string, needle: string, from = 0): Place {
  const start = text.indexOf(needle, from)
  if (start < 0) throw new Error(`no ${JSON.stringify(needle)} in the text`)
  return placeAt(text, start, start + needle.length)
}

/** The place of a stretch of a text. */
export function placeAt(text: string, start: number, end: number): Place {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const lineEnd = text.indexOf('\n', start)
  const endLineStart = text.lastIndexOf('\n', end - 1) + 1
  return {
    start,
    end,
    line: text.slice(0, start).split('\n').length,
    column: start - lineStart + 1,
    endLine: text.slice(0, end).split('\n').length,
    endColumn: end - endLineStart + 1,
    excerpt: text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).slice(0, EXCERPT_LIMIT),
  }
}

const WAIT_DIGEST = `sha256:${'6d5f1e0c9a8b7c6d'.repeat(4)}`
const PROXY_DIGEST = `sha256:${'b41c0ffee1d2c3b4'.repeat(4)}`

/** The Deployment of the models: `app` goes to `latest`, `wait` from no tag to `1.36`, `proxy` stays. */
export const SHOP_WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels:
        app: web
    spec:
      initContainers:
        - name: wait
          image: busybox:1.36
          imagePullPolicy: Always
          command: [sh, -c, "until nc -z db 5432; do sleep 1; done"]
      containers:
        - name: app
          image: ghcr.io/acme/app:latest
          ports:
            - containerPort: 8080
        - name: proxy
          image: envoyproxy/envoy:v1.30
`

/** An image of a file, with what a parser would say of it. */
export function anImage(text: string, value: string, parts: Partial<ReviewedImage> = {}): ReviewedImage {
  return { value, at: placeIn(text, value), registry: null, repository: null, tag: null, digest: null, isValid: true, ...parts }
}

/** A container of the Deployment `shop/web` that nothing is wrong with. */
export function aContainer(parts: Partial<ReviewedContainer> = {}): ReviewedContainer {
  return {
    file: 'deploy/web.yaml',
    document: 0,
    path: 'spec.template.spec.containers[0]',
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: 'shop',
    workload: 'web',
    role: 'container',
    name: 'app',
    image: anImage(SHOP_WEB, 'ghcr.io/acme/app:latest', { registry: 'ghcr.io', repository: 'acme/app', tag: 'latest' }),
    pullPolicy: {
      written: null,
      at: null,
      effective: 'Always',
      origin: 'defaulted',
      because: 'no policy is written and the tag is `latest`',
    },
    onUpdate: null,
    base: null,
    hasOtherWrittenPolicy: false,
    hasOtherPullSecrets: false,
    resolution: { status: 'not-asked', digest: null, mediaType: null, platforms: [], reason: null },
    pin: { status: 'unresolved', value: null, reason: 'no registry was asked' },
    ...parts,
  }
}

/** A finding about the image of {@link aContainer}. */
export function aFinding(parts: Partial<Finding> = {}): Finding {
  return {
    rule: 'latest-tag',
    severity: 'warning',
    message: 'which version runs cannot be told, nor rolled back to, because the tag is `latest`; name a version',
    file: 'deploy/web.yaml',
    at: placeIn(SHOP_WEB, 'ghcr.io/acme/app:latest'),
    container: 'app',
    workload: 'web',
    state: null,
    isInScope: true,
    supersededBy: null,
    isFixable: false,
    fingerprint: '8f14e45fceea167a',
    help: 'Name the version that you mean to run, as `1.4.0`.',
    ...parts,
  }
}

/** A review that holds nothing but what is given; its counts are those of a file that was read. */
export function aReview(parts: Partial<Review> = {}): Review {
  const containers = parts.containers ?? []
  return {
    change: null,
    summary: { files: 1, documents: 1, containers: containers.length, errors: 0, warnings: 0, infos: 0 },
    containers,
    findings: [],
    gone: [],
    suppressed: [],
    skipped: [],
    patch: '',
    pinnedLines: [],
    patches: { touched: '', rest: '' },
    changedAccounts: [],
    ...parts,
  }
}

const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'

const APP: ReviewedContainer = aContainer({
  onUpdate: {
    effective: 'IfNotPresent',
    because:
      'it was filled in from `ghcr.io/acme/app:1.4.0` when the object was created, and stays until it is written or the object is made anew',
  },
  base: { image: 'ghcr.io/acme/app:1.4.0', effective: 'IfNotPresent' },
  resolution: { status: 'not-found-or-private', digest: null, mediaType: null, platforms: [], reason: 'refused without credentials' },
  pin: { status: 'unresolved', value: null, reason: 'refused without credentials' },
})

const WAIT: ReviewedContainer = aContainer({
  path: 'spec.template.spec.initContainers[0]',
  role: 'initContainer',
  name: 'wait',
  image: anImage(SHOP_WEB, 'busybox:1.36', { registry: 'docker.io', repository: 'library/busybox', tag: '1.36' }),
  pullPolicy: { written: 'Always', at: placeIn(SHOP_WEB, 'Always'), effective: 'Always', origin: 'declared', because: 'it is written' },
  base: { image: 'busybox', effective: 'Always' },
  resolution: {
    status: 'resolved',
    digest: WAIT_DIGEST,
    mediaType: OCI_INDEX,
    platforms: [
      'linux/amd64',
      'linux/arm/v5',
      'linux/arm/v6',
      'linux/arm/v7',
      'linux/arm64/v8',
      'linux/386',
      'linux/ppc64le',
      'linux/s390x',
    ],
    reason: null,
  },
  pin: { status: 'offered', value: `busybox:1.36@${WAIT_DIGEST}`, reason: null },
})

const PROXY: ReviewedContainer = aContainer({
  path: 'spec.template.spec.containers[1]',
  name: 'proxy',
  image: anImage(SHOP_WEB, 'envoyproxy/envoy:v1.30', { registry: 'docker.io', repository: 'envoyproxy/envoy', tag: 'v1.30' }),
  pullPolicy: {
    written: null,
    at: null,
    effective: 'IfNotPresent',
    origin: 'defaulted',
    because: 'no policy is written and the tag is not `latest`',
  },
  base: { image: 'envoyproxy/envoy:v1.30', effective: 'IfNotPresent' },
  resolution: {
    status: 'resolved',
    digest: PROXY_DIGEST,
    mediaType: OCI_INDEX,
    platforms: ['linux/amd64', 'linux/arm64'],
    reason: null,
  },
  pin: { status: 'offered', value: `envoyproxy/envoy:v1.30@${PROXY_DIGEST}`, reason: null },
})

const STICKY: Finding = aFinding({
  rule: 'sticky-pull-policy',
  message:
    'an existing Deployment keeps `IfNotPresent`, because that was filled in from `1.4.0` and does not follow the tag to `latest`: each node goes on with the `latest` it pulled first; name a version, or write `imagePullPolicy: Always`',
  state: 'new',
  fingerprint: '3be1c07a5d2f9e61',
  help: 'Name a version, as `1.4.0` did; or write `imagePullPolicy: Always` to ask the registry at every start.',
})

/** The diff that pins `wait`, which the change touches. */
export const PATCH_OF_WAIT = `--- a/deploy/web.yaml
+++ b/deploy/web.yaml
@@ -13,7 +13,7 @@ spec:
     spec:
       initContainers:
         - name: wait
-          image: busybox:1.36
+          image: busybox:1.36@${WAIT_DIGEST}
           imagePullPolicy: Always
           command: [sh, -c, "until nc -z db 5432; do sleep 1; done"]
       containers:
`

/** The diff that pins `proxy`, which the change leaves alone. */
export const PATCH_OF_PROXY = `--- a/deploy/web.yaml
+++ b/deploy/web.yaml
@@ -22,4 +22,4 @@ spec:
           ports:
             - containerPort: 8080
         - name: proxy
-          image: envoyproxy/envoy:v1.30
+          image: envoyproxy/envoy:v1.30@${PROXY_DIGEST}
`

/** The change of the models: one warning that stands for three rules, one fault mended, two pins, one image that nobody would name. */
export const SHOP_REVIEW: Review = {
  change: { base: 'a81b3e0', head: '4f2c9d1', scope: 'changed-lines' },
  summary: { files: 1, documents: 1, containers: 3, errors: 0, warnings: 1, infos: 0 },
  containers: [WAIT, APP, PROXY],
  findings: [
    aFinding({
      rule: 'changed-pull-policy',
      severity: 'info',
      state: 'new',
      supersededBy: 'sticky-pull-policy',
      fingerprint: '77de68daecd823ba',
      message: 'a new object gets `Always` where it got `IfNotPresent`, because the tag is `latest` now',
    }),
    aFinding({ state: 'new', supersededBy: 'sticky-pull-policy' }),
    STICKY,
  ],
  gone: [
    aFinding({
      at: placeIn('image: busybox\n', 'busybox'),
      message: 'which version runs cannot be told, nor rolled back to, because no tag means `latest`; name a version',
      container: 'wait',
      fingerprint: 'c9f0f895fb98ab91',
    }),
  ],
  suppressed: [],
  skipped: [],
  patch: PATCH_OF_WAIT + PATCH_OF_PROXY.split('\n').slice(2).join('\n'),
  pinnedLines: [],
  patches: { touched: PATCH_OF_WAIT, rest: PATCH_OF_PROXY },
  changedAccounts: [],
}
