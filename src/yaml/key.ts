import { ReadingFault } from './fault.ts'
import type { YamlNode } from './node.ts'
import { isTemplateStart, templateFault } from './template.ts'

/** The node, if it can be a mapping's key: JSON, and so Kubernetes, knows no keys but text. */
export function asKey(text: string, node: YamlNode): YamlNode {
  const content = node.kind === 'alias' ? node.target : node
  if (content.kind === 'scalar') return node
  const { start } = node.range
  if (isTemplateStart(text, start)) throw templateFault(text, start)
  throw new ReadingFault('syntax', `unexpected ${content.kind} as a key, expected text`, start)
}
