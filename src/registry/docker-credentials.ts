import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { type CredentialFiles, isInsideAny, MACHINE_FILES } from './credential-files.ts'
import { askHelper, type HelperAnswer, type HelperOptions, type ProgramCall, type ProgramRun, runProgram } from './credential-helper.ts'
import type { CredentialSource, FoundCredential } from './credentials.ts'
import { type DockerConfig, findConfigured, parseDockerConfig } from './docker-config.ts'

/** Where a user's own credentials are looked for. */
export interface DockerCredentialsOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The checkout that is reviewed, from which relative paths are seen. Nothing in it is read as a configuration, nor run. */
  readonly workTree: string
  /** More folders of which the same holds: the checkout's top where only a folder of it is reviewed, other checkouts. */
  readonly otherTrees?: readonly string[]
  readonly homeFolder?: string
  readonly files?: CredentialFiles
  readonly run?: (call: ProgramCall) => Promise<ProgramRun>
}

const MOST_BYTES = 1024 * 1024

/**
 * The credentials that `docker login`, `podman login` and the clouds' login actions leave behind: `DOCKER_AUTH_CONFIG`, then Docker's `config.json`
 * (`DOCKER_CONFIG` says where), then the containers tools' `auth.json` (`REGISTRY_AUTH_FILE` says where), with their helper programs.
 * The first that has something for the repository wins. Read once, when first asked.
 */
export function dockerCredentials(options: DockerCredentialsOptions): CredentialSource {
  const reader = new DockerCredentials(options)
  return { find: (registry, repository) => reader.find(registry, repository) }
}

class DockerCredentials {
  readonly #options: DockerCredentialsOptions
  readonly #files: CredentialFiles
  readonly #answers = new Map<string, Promise<HelperAnswer>>()
  #configs: Promise<readonly DockerConfig[]> | undefined

  constructor(options: DockerCredentialsOptions) {
    this.#options = options
    this.#files = options.files ?? MACHINE_FILES
  }

  async find(registry: string, repository: string): Promise<FoundCredential> {
    this.#configs ??= this.#readConfigs()
    const notices: string[] = []
    for (const config of await this.#configs) {
      notices.push(...config.notices)
      const { helper, credential } = findConfigured(config, registry, repository)
      const answer = helper && (await this.#askOnce(helper.name, helper.server))
      if (answer?.kind === 'credential') return { credential: answer.credential, notices }
      if (answer?.kind === 'failed') notices.push(answer.notice)
      if (credential !== undefined) return { credential, notices }
    }
    return { notices }
  }

  /** The variable holds logins only: a helper named in it is not run, as with Docker's own command. */
  async #readConfigs(): Promise<readonly DockerConfig[]> {
    const { DOCKER_AUTH_CONFIG: variable } = this.#options.environment
    const workTrees = await this.#realWorkTrees()
    const files = await Promise.all(this.#paths().map(path => this.#readConfig(path, workTrees)))
    const fromVariable = variable ? [withoutHelpers(parseDockerConfig(variable, 'DOCKER_AUTH_CONFIG'))] : []
    return [...fromVariable, ...files.filter(config => config !== undefined)]
  }

  #paths(): readonly string[] {
    const { DOCKER_CONFIG, REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR, XDG_CONFIG_HOME } = this.#options.environment
    const home = this.#options.homeFolder ?? homedir()
    return [
      join(DOCKER_CONFIG || join(home, '.docker'), 'config.json'),
      ...(REGISTRY_AUTH_FILE ? [REGISTRY_AUTH_FILE] : []),
      ...(XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, 'containers', 'auth.json')] : []),
      join(XDG_CONFIG_HOME || join(home, '.config'), 'containers', 'auth.json'),
    ].map(path => resolve(this.#options.workTree, path))
  }

  /** A file that a stranger may have put there, or put a link to, could name a program to run and the hosts to show passwords to. */
  async #readConfig(path: string, workTrees: readonly string[]): Promise<DockerConfig | undefined> {
    const real = await this.#files.realPath(path)
    if (real === undefined) return undefined
    if (isInsideAny(workTrees, real) || isInsideAny(this.#writtenTrees(), path))
      return refused(`${path} is not read for credentials: it lies in the work tree`)
    if (real !== path) return refused(`${path} is not read for credentials: it lies behind a symbolic link, in truth at ${real}`)
    const text = await this.#files.readText(path, MOST_BYTES)
    return text === undefined ? refused(`${path} cannot be read for credentials`) : parseDockerConfig(text, path)
  }

  #askOnce(name: string, server: string): Promise<HelperAnswer> {
    const key = `${name} ${server}`
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const answer = this.#helperOptions().then(options => askHelper(name, server, options))
    this.#answers.set(key, answer)
    return answer
  }

  async #helperOptions(): Promise<HelperOptions> {
    const { environment, run } = this.#options
    return {
      environment,
      workTrees: await this.#realWorkTrees(),
      files: this.#files,
      run: run ?? runProgram,
      suffix: process.platform === 'win32' ? '.exe' : '',
    }
  }

  #writtenTrees(): readonly string[] {
    const { workTree, otherTrees = [] } = this.#options
    return [workTree, ...otherTrees].map(tree => resolve(workTree, tree))
  }

  #realWorkTrees(): Promise<readonly string[]> {
    return Promise.all(this.#writtenTrees().map(async tree => (await this.#files.realPath(tree)) ?? tree))
  }
}

function withoutHelpers({ auths, notices }: DockerConfig): DockerConfig {
  return { auths, credHelpers: new Map(), notices }
}

function refused(notice: string): DockerConfig {
  return { auths: new Map(), credHelpers: new Map(), notices: [notice] }
}
