import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync, inflateSync } from 'node:zlib'
import { askGit, runGit } from './git-command.ts'
import { packOf } from './pack.ts'

/** Git's kinds of object, but for annotated tags, which nothing here makes. */
export type ObjectKind = 'blob' | 'tree' | 'commit'

/** One object as git stores it. */
export interface GitObject {
  readonly kind: string
  readonly content: Buffer
}

/** Up to so many objects are written one by one; more make a pack, at the price of a process. */
const LOOSE_OBJECTS = 50

/**
 * The `objects` folder of a bare repository. Objects are hashed here, which costs no process, and come to disk in git's own form when
 * they are flushed; git itself reads them for diffs, merges and clones.
 */
export class ObjectStore {
  readonly repositoryPath: string
  readonly #known = new Map<string, GitObject>()
  readonly #unwritten = new Map<string, GitObject>()

  constructor(repositoryPath: string) {
    this.repositoryPath = repositoryPath
    mkdirSync(join(repositoryPath, 'objects', 'info'), { recursive: true })
    mkdirSync(join(repositoryPath, 'objects', 'pack'), { recursive: true })
  }

  /** Stores an object and returns its SHA-1. */
  write(kind: ObjectKind, content: Buffer): string {
    const oid = createHash('sha1').update(looseForm({ kind, content })).digest('hex')
    if (this.#known.has(oid)) return oid
    this.#known.set(oid, { kind, content })
    this.#unwritten.set(oid, { kind, content })
    return oid
  }

  /** Brings to disk what git may now be asked about. */
  flush(): void {
    const objects = [...this.#unwritten]
    this.#unwritten.clear()
    if (objects.length > LOOSE_OBJECTS) runGit(this.repositoryPath, ['index-pack', '--stdin'], packOf(objects.map(([, object]) => object)))
    else for (const [oid, object] of objects) this.#writeLoose(oid, object)
  }

  /** `undefined` where there is no such object: nobody wrote or pushed it. */
  read(oid: string): GitObject | undefined {
    const known = this.#known.get(oid) ?? this.#readLoose(oid) ?? this.#readPacked(oid)
    if (known !== undefined) this.#known.set(oid, known)
    return known
  }

  /** The content of an object that must be there and of this kind. */
  content(oid: string, kind: ObjectKind): Buffer {
    const object = this.read(oid)
    if (object?.kind !== kind) throw new Error(`${oid} is not a ${kind}`)
    return object.content
  }

  #writeLoose(oid: string, object: GitObject): void {
    const path = this.#loosePath(oid)
    if (existsSync(path)) return
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, deflateSync(looseForm(object), { level: 1 }))
  }

  #readLoose(oid: string): GitObject | undefined {
    const path = this.#loosePath(oid)
    if (!existsSync(path)) return undefined
    const stored = inflateSync(readFileSync(path))
    const headerEnd = stored.indexOf(0)
    return { kind: stored.toString('utf8', 0, stored.indexOf(' ')), content: stored.subarray(headerEnd + 1) }
  }

  #readPacked(oid: string): GitObject | undefined {
    if (readdirSync(join(this.repositoryPath, 'objects', 'pack')).length === 0) return undefined
    const kind = askGit(this.repositoryPath, ['cat-file', '-t', oid])
    if (kind.status !== 0) return undefined
    const name = kind.stdout.toString('utf8').trim()
    return { kind: name, content: askGit(this.repositoryPath, ['cat-file', name, oid]).stdout }
  }

  #loosePath(oid: string): string {
    return join(this.repositoryPath, 'objects', oid.slice(0, 2), oid.slice(2))
  }
}

function looseForm({ kind, content }: GitObject): Buffer {
  return Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content])
}
