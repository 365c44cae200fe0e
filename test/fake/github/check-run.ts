import type { Account, AppIdentity } from './accounts.ts'
import { checkRunEvent } from './payloads.ts'
import type { FakePull } from './pull.ts'
import type { FakeRepository } from './repository.ts'

/** One annotation of a check run, as it was sent. */
export interface CheckAnnotation {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly startColumn: number | undefined
  readonly endColumn: number | undefined
  readonly level: string
  readonly message: string
  readonly title: string | undefined
  readonly rawDetails: string | undefined
}

/** A button below a check run. */
export interface CheckAction {
  readonly label: string
  readonly description: string
  readonly identifier: string
}

/** The check runs that one app has for one commit; GitHub makes it when the first run is made. */
export interface CheckSuite {
  readonly id: number
  readonly app: AppIdentity
  readonly headSha: string
}

/** One check of one commit. Each request may add 50 annotations, which come on top of those that are there. */
export class CheckRun {
  readonly repository: FakeRepository
  readonly app: AppIdentity
  readonly id: number
  readonly nodeId: string
  readonly headSha: string
  readonly suite: CheckSuite
  readonly annotations: CheckAnnotation[] = []
  name: string
  externalId = ''
  detailsUrl: string | undefined
  status = 'queued'
  conclusion: string | undefined
  startedAt: string
  completedAt: string | undefined
  title: string | undefined
  summary: string | undefined
  text: string | undefined
  actions: readonly CheckAction[] = []
  /** How often it became completed: more than once is a run that was told of twice. */
  completions = 0

  constructor(repository: FakeRepository, app: AppIdentity, headSha: string, name: string) {
    this.repository = repository
    this.app = app
    this.headSha = headSha
    this.name = name
    this.id = repository.world.newId()
    this.nodeId = repository.world.newNodeId('CR', this.id, this)
    this.suite = suiteFor(repository, app, headSha)
    this.startedAt = repository.world.timestamp()
    repository.checkRuns.push(this)
  }

  /** Somebody presses one of its buttons. */
  press(identifier: string, by: Account): void {
    if (!this.actions.some(action => action.identifier === identifier)) throw new Error(`the check run has no button ${identifier}`)
    this.repository.world.emit(checkRunEvent(this, 'requested_action', by, { requested_action: { identifier } }))
  }

  /** Somebody asks for it to be run again. */
  rerequest(by: Account): void {
    this.repository.world.emit(checkRunEvent(this, 'rerequested', by))
  }

  /** The open pull requests of this repository whose head it is about; those of forks are never named. */
  pulls(): readonly FakePull[] {
    return this.repository.openPulls().filter(pull => pull.headSha === this.headSha && !pull.isFromFork)
  }
}

function suiteFor(repository: FakeRepository, app: AppIdentity, headSha: string): CheckSuite {
  const sibling = repository.checkRuns.find(run => run.app.id === app.id && run.headSha === headSha)
  return sibling?.suite ?? { id: repository.world.newId(), app, headSha }
}
