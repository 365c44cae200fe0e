import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// The floors: `node floor.ts read PATH` reads every byte below a path; `node floor.ts js-yaml PATH` also parses each text.
const [floor, path = '.'] = process.argv.slice(2)
const { loadAll } = floor === 'js-yaml' ? await import('js-yaml') : { loadAll: () => undefined }

const files = path.endsWith('.yaml')
  ? [path]
  : readdirSync(path, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
for (const file of files) loadAll(readFileSync(file, 'utf8'))
