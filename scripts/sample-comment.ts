import { renderComment } from '../src/render/comment.ts'
import { reviewChange } from '../src/review.ts'
import { TOOL } from '../src/tool.ts'
import { type CaseFile, readCases } from '../test/case-folder.ts'

/** The comment on one of the cases, as GitHub shows it, quoted so that it stands out from a page. */
export async function renderSampleComment(): Promise<string> {
  const shown = readCases('sticky-pull-policy').find(({ name }) => name === 'towards-latest')
  const [head, base] = [shown?.input[0], shown?.base?.[0]]
  if (head === undefined || base === undefined) throw new Error('the case sticky-pull-policy/towards-latest is no change of one file')
  const review = await reviewChange({ base: 'a81b3e0', head: '4f2c9d1', scope: 'changed-lines' }, changed(base, head))
  const comment = renderComment(review, {
    tool: TOOL,
    threshold: { failOn: 'error', failsOnSkipped: false },
    docsUrl: 'docs',
    repositoryUrl: null,
    headSha: null,
    base: { ref: 'main', sha: 'a81b3e0' },
    configuration: null,
    profile: 'default',
    askedAt: new Map(),
    credentials: 'job',
    patch: { touched: '', rest: '' },
    suggested: [],
  })
  const lines = comment.trimEnd().split('\n')
  return lines
    .filter(line => !line.startsWith('<!--'))
    .map(line => `> ${line}`.trimEnd())
    .join('\n')
}

async function* changed(base: CaseFile, head: CaseFile) {
  yield { base: { kind: 'bytes', ...base } as const, head: { kind: 'bytes', ...head } as const }
}
