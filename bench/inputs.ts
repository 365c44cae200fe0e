import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadAll } from 'js-yaml'

/** A tree of files to measure on. */
export interface BenchTree {
  readonly name: string
  readonly path: string
  readonly files: number
  readonly bytes: number
}

/** Texts to make trees of, and what was left out because one of the measured readers cannot read it to its end. */
export interface Pool {
  readonly origin: string
  readonly texts: readonly PoolText[]
  readonly leftOut: number
}

interface PoolText {
  readonly name: string
  readonly text: string
  readonly holdsImages: boolean
}

const corpus = fileURLToPath(new URL('../../shared/corpus/files/', import.meta.url))

/** Real manifests where they lie beside the checkout, else made ones of the same mix: a third of the texts run an image. */
export function readPool(): Pool {
  return existsSync(corpus)
    ? readableOnly('real manifests of 22 repositories', findCorpus())
    : readableOnly('made manifests', [...makeTexts()])
}

function readableOnly(origin: string, texts: readonly PoolText[]): Pool {
  const readable = texts.filter(({ text }) => isReadToTheEnd(text))
  return { origin, texts: readable, leftOut: texts.length - readable.length }
}

function isReadToTheEnd(text: string): boolean {
  try {
    loadAll(text)
    return true
  } catch {
    return false
  }
}

function findCorpus(): readonly PoolText[] {
  const entries = readdirSync(corpus, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter(entry => entry.isFile() && /\.(?:ya?ml|json)$/i.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
  return paths.sort().map(path => {
    const text = readFileSync(path, 'utf8')
    return { name: path.slice(corpus.length), text, holdsImages: /^\s*(?:- )?"?image"?:\s*\S/m.test(text) && /containers/.test(text) }
  })
}

/** Deployments with sidecars, Services and ConfigMaps, for a checkout that has nothing beside it. */
function* makeTexts(): Iterable<PoolText> {
  for (let index = 0; index < 3000; index += 1) {
    const name = `app-${index}`
    if (index % 3 === 0) yield { name: `${name}/deployment.yaml`, text: makeDeployment(name, index), holdsImages: true }
    else if (index % 3 === 1) yield { name: `${name}/service.yaml`, text: makeService(name), holdsImages: false }
    else yield { name: `${name}/config.yaml`, text: makeConfigMap(name, index), holdsImages: false }
  }
}

function makeDeployment(name: string, index: number): string {
  const containers = Array.from({ length: 1 + (index % 4) }, (_, nth) =>
    [
      `        - name: c${nth}`,
      `          image: registry.example.com/team/${name}-${nth}:1.${index % 50}.${nth}`,
      '          args: ["--port", "8080"] # kept short',
    ]
      .concat(nth % 2 === 0 ? [] : ['          imagePullPolicy: IfNotPresent'])
      .concat(Array.from({ length: 12 }, (_, env) => `          # setting ${env}\n          workingDir: /srv/${env}`).slice(0, 1))
      .join('\n'),
  )
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  labels:\n    app: ${name}\nspec:\n  template:\n    spec:\n      containers:\n${containers.join('\n')}\n`
}

function makeService(name: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    app: ${name}\n  ports:\n    - port: 80\n      targetPort: 8080\n`
}

function makeConfigMap(name: string, index: number): string {
  const lines = Array.from({ length: 20 + (index % 200) }, (_, line) => `    key${line} = value of line ${line}\n`)
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  settings.ini: |\n${lines.join('')}`
}

/** Writes a tree of so many files below a folder, taking the pool's texts in turn; each copy differs by a comment. */
export function writeTree(root: string, name: string, texts: readonly PoolText[], files: number): BenchTree {
  const path = join(root, name)
  rmSync(path, { recursive: true, force: true })
  let bytes = 0
  for (let index = 0; index < files; index += 1) {
    const source = texts[(index * STRIDE) % texts.length]
    if (!source) throw new Error('the pool is empty')
    const text = source.name.endsWith('.json') ? source.text : `${source.text}${source.text.endsWith('\n') ? '' : '\n'}# copy ${index}\n`
    const file = join(path, `part-${Math.floor(index / 500)}`, `${index}`, source.name.split('/').at(-1) ?? 'file.yaml')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    bytes += Buffer.byteLength(text)
  }
  return { name, path, files, bytes }
}

/** Prime, so that neighbours in the pool (one repository's files) are spread over the tree. */
const STRIDE = 7919
