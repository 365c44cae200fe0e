import { afterAll, afterEach, beforeAll, beforeEach, jest } from '@jest/globals'
import { type FakeGitHub, type FakeGitHubOptions, startFakeGitHub } from '../fake/github/fake-github.ts'
import { runAction, type StepOptions, type StepResult } from '../fake/runner/action-runner.ts'
import { makeActionFolder } from './action-folder.ts'

/** A step of the Action, and what it asked of GitHub. */
export interface Step extends StepResult {
  readonly requestCount: number
}

/** A process and a server on a machine that is busy with other tests. In milliseconds. */
const TIMEOUT = 60_000

/** Everything that the tests of whole steps share: the bundle, and a new GitHub for each test. */
export class StepHarness {
  #action: ReturnType<typeof makeActionFolder> | undefined
  #github: FakeGitHub | undefined

  constructor(options: FakeGitHubOptions = {}) {
    jest.setTimeout(TIMEOUT)
    beforeAll(() => {
      this.#action = makeActionFolder()
    })
    afterAll(() => this.#action?.remove())
    beforeEach(async () => {
      this.#github = await startFakeGitHub(options)
    })
    afterEach(async () => {
      await this.#github?.close()
    })
  }

  get github(): FakeGitHub {
    if (this.#github === undefined) throw new Error('there is a GitHub only within a test')
    return this.#github
  }

  /** Runs the Action as a step of a job without a checkout, and refuses whatever GitHub or the runner would. */
  async run(options: Omit<StepOptions, 'github' | 'action'>): Promise<Step> {
    const result = await runAction({ checkout: { depth: 'none' }, ...options, github: this.github, action: this.#action?.path ?? '' })
    this.github.assertNoViolations()
    if (result.unintendedCommands.length > 0) throw new Error(`commands that nobody meant: ${JSON.stringify(result.unintendedCommands)}`)
    return { ...result, requestCount: this.github.requests.all.length }
  }
}
