/** Whether a file's name says that it may hold manifests; no other file is read. */
export function isSourceName(path: string): boolean {
  return SOURCE_NAME.test(path)
}

const SOURCE_NAME = /\.(?:ya?ml|json)$/i
