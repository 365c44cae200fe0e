import type { Tool } from './render/tool.ts'
import { VERSION } from './version.ts'

/** This program, as its reports name it. */
export const TOOL: Tool = { name: 'pull-policy', version: VERSION }

/** Where people find it. */
export const TOOL_PAGE = 'https://github.com/pull-policy/pull-policy'
