import type { MarkdownContext, SummaryContext } from '../../../src/render/markdown/context.ts'
import { PATCH_OF_PROXY, PATCH_OF_WAIT } from './sample-review.ts'

/** What the app says of the sample besides the review. */
export const SHOP_CONTEXT: MarkdownContext = {
  tool: { name: 'pull-policy', version: '1.0.0' },
  threshold: { failOn: 'error', failsOnSkipped: false },
  docsUrl: 'https://example.org/docs',
  repositoryUrl: 'https://github.com/acme/shop',
  headSha: '4f2c9d1',
  base: { ref: 'main', sha: 'a81b3e0' },
  configuration: { path: '.github/pull-policy.yml', ref: 'main' },
  profile: 'default',
  askedAt: new Map(
    ['docker.io/library/busybox:1.36', 'docker.io/envoyproxy/envoy:v1.30', 'ghcr.io/acme/app:latest'].map(reference => [
      reference,
      '2026-01-12 09:41',
    ]),
  ),
  credentials: 'operator',
  patch: { touched: PATCH_OF_WAIT, rest: PATCH_OF_PROXY },
  suggested: [{ file: 'deploy/web.yaml', line: 16 }],
}

/** What a job says of it. */
export const SHOP_SUMMARY_CONTEXT: SummaryContext = {
  ...SHOP_CONTEXT,
  credentials: 'job',
  suggested: [],
  files: ['report.json', 'pull-policy.sarif', 'pull-policy.patch'],
  cost: '0.6 s, 4 GitHub and 5 registry requests',
  remarks: [],
}
