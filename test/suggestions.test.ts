import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { isOfViewer, keepSuggestions, listChangedFiles, renderSuggestion, reviewChange } from '../src/index.ts'
import { type FakeGitHub, startFakeGitHub } from './fake/github/fake-github.ts'
import { digestOf, EVERYTHING } from './pin-registry.ts'
import { accessToFake } from './unit/github/faked-github.ts'

const POD = (name: string, container: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n${container}`

/** How authors write an image, and where it is hard to change nothing else. */
const FILES: Readonly<Record<string, string>> = {
  'plain.yaml': POD('a', '  containers:\n  - name: app\n    image: IMAGE\n'),
  'crlf.yaml': POD('b', '  containers:\n  - name: app\n    image: IMAGE # why\n    args: [a]\n').replaceAll('\n', '\r\n'),
  'flow.yaml': POD('c', "  containers: [{name: app, image: 'IMAGE'}]   # ``` a fence\n"),
  'last-line.yaml': POD('d', '  containers:\n  - name: app\n    image: "IMAGE"'),
  'documents.yaml': `${POD('e', '  containers:\n  - name: app\n    image: other:1\n')}---\n${POD('f', '  containers:\n  - name: app\n    image:   IMAGE   \n')}`,
  'tabs.json':
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "g"}, "spec": {"containers": [\n\t{"name": "app",\t"image": "IMAGE"}\n]}}\n',
}

const written = (image: string) => Object.fromEntries(Object.entries(FILES).map(([path, text]) => [path, text.replace('IMAGE', image)]))

let github: FakeGitHub
beforeAll(async () => {
  github = await startFakeGitHub()
})
afterAll(() => github.close())

test('every suggestion, accepted as GitHub does it, gives the author’s file with the digest in it and nothing else', async () => {
  const base = written('app:1')
  const head = written('app:2')
  const repository = github.repository('acme/shop', { files: base })
  const pull = repository.pullRequest({ head: { files: head } })
  const access = accessToFake(github, repository, github.actionsToken(repository))
  const { hunks } = await listChangedFiles(access, { base: pull.baseSha, head: pull.headSha, pullRequest: pull.number })
  const bytes = (path: string, text = '') => ({ kind: 'bytes', path, bytes: Buffer.from(text) }) as const
  const files = Object.keys(FILES).map(path => ({ base: bytes(path, base[path]), head: bytes(path, head[path]) }))
  const change = { base: pull.baseSha, head: pull.headSha, scope: 'changed-lines' } as const
  const review = await reviewChange(change, files, { resolver: EVERYTHING })
  const outcome = await keepSuggestions(access, {
    pullNumber: pull.number,
    head: pull.headSha,
    lines: review.pinnedLines.filter(({ isTouched }) => isTouched),
    hunks,
    most: 10,
    isOwn: isOfViewer(access),
    bodyOf: line => renderSuggestion(line, review, { askedAt: new Map() }),
  })
  expect(outcome).toMatchObject({ kind: 'kept', leftOut: [], removed: 0 })
  const accepted = { ...head }
  for (const { anchor, body } of pull.reviewComments.values()) {
    accepted[anchor.path] = accept(accepted[anchor.path] ?? '', anchor.line ?? 0, body)
  }
  expect(accepted).toEqual(written(`app:2@${digestOf('docker.io/library/app:2')}`))
  github.assertNoViolations()
})

/** The lines between the fences replace the line, byte for byte. */
function accept(text: string, line: number, body: string): string {
  const suggested = /^(`{3,})suggestion\n(?<lines>[\s\S]*?)\n\1$/m.exec(body)?.groups?.lines
  if (suggested === undefined) throw new Error('the remark suggests nothing')
  return text
    .split('\n')
    .with(line - 1, suggested)
    .join('\n')
}
