/** What a container of a test's Deployment writes. */
export interface TestContainer {
  readonly name?: string
  readonly image: string
  readonly policy?: string
}

/** A Deployment as a manifest. */
export function deployment(name: string, ...containers: readonly TestContainer[]): string {
  const items = containers.flatMap(({ name: container = 'app', image, policy }) => [
    `        - name: ${container}`,
    `          image: ${image}`,
    ...(policy === undefined ? [] : [`          imagePullPolicy: ${policy}`]),
  ])
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    `  name: ${name}`,
    '  namespace: shop',
    'spec:',
    '  template:',
    '    spec:',
    '      containers:',
    ...items,
    '',
  ].join('\n')
}
