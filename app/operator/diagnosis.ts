import { terminalMessage } from '../../src/index.ts'

/** One thing that doctor looked at. */
export type Diagnosis =
  | { readonly kind: 'ok'; readonly what: string }
  /** Works, but is not as it should be. */
  | { readonly kind: 'note'; readonly what: string; readonly mend: string }
  | { readonly kind: 'wrong'; readonly what: string; readonly mend: string }

/** Right. */
export function ok(what: string): Diagnosis {
  return { kind: 'ok', what }
}

/** Works all the same. */
export function note(what: string, mend: string): Diagnosis {
  return { kind: 'note', what, mend }
}

/** Must be mended. */
export function wrong(what: string, mend: string): Diagnosis {
  return { kind: 'wrong', what, mend }
}

const LABELS: Readonly<Record<Diagnosis['kind'], string>> = { ok: 'OK   ', note: 'NOTE ', wrong: 'WRONG' }

/** A line for what was looked at, and one below it for how to mend it. */
export function renderDiagnosis(diagnosis: Diagnosis): string {
  const line = `${LABELS[diagnosis.kind]} ${terminalMessage(diagnosis.what)}\n`
  return diagnosis.kind === 'ok' ? line : `${line}      -> ${terminalMessage(diagnosis.mend)}\n`
}
