import type { FakeGitHub } from '../fake/github/fake-github.ts'
import type { Files } from '../fake/github/git/tree.ts'
import type { FakePull } from '../fake/github/pull.ts'
import type { FakeRepository } from '../fake/github/repository.ts'

/** A Deployment whose container has this image, and below it whatever else is given. The image is on line 11. */
export function deployment(name: string, image: string, more = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector: {}
  template:
    spec:
      containers:
        - name: app
          image: ${image}
${more}`
}

/** A version that no rule speaks of. */
export const PINNED = 'ghcr.io/acme/app:1.4.0'

/** An error: no such policy. */
export const WRONG_POLICY = '          imagePullPolicy: always\n'

/** A repository of two Deployments, with a configuration where one is given. */
export function shop(github: FakeGitHub, configuration?: string): FakeRepository {
  return github.repository('acme/shop', {
    files: {
      'deploy/web.yaml': deployment('web', PINNED),
      'deploy/api.yaml': deployment('api', PINNED),
      'README.md': 'Shop\n',
      ...(configuration === undefined ? {} : { '.github/pull-policy.yml': configuration }),
    },
  })
}

/** A pull request that moves `web` to `latest` (a warning) and writes a policy that there is none of in `api` (an error). */
export function faultyPull(
  repository: FakeRepository,
  options: { readonly fork?: boolean; readonly author?: string; readonly more?: Files } = {},
): FakePull {
  const { more, ...rest } = options
  const files = {
    'deploy/web.yaml': deployment('web', 'ghcr.io/acme/app:latest'),
    'deploy/api.yaml': deployment('api', PINNED, WRONG_POLICY),
    'README.md': 'The shop\n',
    ...more,
  }
  return repository.pullRequest({ ...rest, head: { branch: 'change', files } })
}
