import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

const FOLDER = new URL('../.github/workflows/', import.meta.url)

/** A job as a workflow writes it. */
export interface WorkflowJob {
  readonly permissions?: Readonly<Record<string, string>>
  readonly environment?: string
  readonly 'timeout-minutes'?: number
  readonly steps: readonly WorkflowStep[]
}

/** A step of it. */
export interface WorkflowStep {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

/** A workflow of ours: its text and what it says. */
export interface WorkflowFile {
  readonly name: string
  readonly text: string
  readonly permissions: unknown
  readonly on: Readonly<Record<string, unknown>>
  readonly jobs: Readonly<Record<string, WorkflowJob>>
}

/** All of `.github/workflows`. */
export function readWorkflows(): readonly WorkflowFile[] {
  return readdirSync(FOLDER).map(name => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8')
    return { ...parse(text), name, text }
  })
}
