import { createServer } from 'node:http'
import { findEntry, pathBytes } from '../fake/github/git/tree.ts'
import type { FakeRepository } from '../fake/github/repository.ts'

/** A GraphQL endpoint that answers one question about the commits of a repository: which entry of the tree lies at a path. */
export interface TreeEntries {
  /** As `GITHUB_GRAPHQL_URL`. */
  readonly url: string
  /** How many questions came, each for many paths. */
  readonly questions: () => number
  close(): Promise<void>
}

const COMMIT = /(c\d+): object\(oid: \$c\d+\) \{ \.\.\. on Commit \{ (.*?) \} \}(?= c\d|\s\})/g
const FILE = /(f\d+): file\(path: \$(p\d+)\)/g
const TEXT_BYTES = 512_000

/** Starts it: the fake of GitHub's API knows trees and blobs, but not `Commit.file(path:)`. */
export async function startTreeEntries(repository: FakeRepository): Promise<TreeEntries> {
  let questions = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    questions += 1
    const commits = [...query.matchAll(COMMIT)].map(([, commit, files]) => {
      const entries = [...files.matchAll(FILE)].map(([, alias, path]) => [alias, entryAt(repository, variables[commit], variables[path])])
      return [commit, Object.fromEntries(entries)]
    })
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ data: { repository: Object.fromEntries(commits) } }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/graphql`,
    questions: () => questions,
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

function entryAt({ git }: FakeRepository, commit: string, path: string): object | null {
  const entry = findEntry(git.store, git.commit(commit).tree, pathBytes(path))
  if (entry === undefined) return null
  return {
    mode: Number.parseInt(entry.mode, 8),
    type: entry.kind,
    oid: entry.oid,
    object: entry.kind === 'blob' ? blob(git.store.content(entry.oid, 'blob')) : null,
  }
}

function blob(content: Buffer): object {
  const isBinary = content.subarray(0, 8000).includes(0)
  return {
    byteSize: content.length,
    isBinary,
    isTruncated: content.length > TEXT_BYTES,
    text: isBinary ? null : content.toString('utf8', 0, TEXT_BYTES),
  }
}
