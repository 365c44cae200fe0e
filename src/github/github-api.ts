/** A repository as GitHub's addresses name it. No interface: Octokit's parameters take only types without a name of their own. */
export type RepositoryName = {
  readonly owner: string
  readonly repo: string
}

/** One file as GitHub lists it for a comparison or a pull request. */
export interface DiffEntry {
  readonly filename: string
  readonly previous_filename?: string
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed' | 'unchanged'
  /** Hunks of a unified diff; missing where nothing of the text changed, where it is binary, and where it is long. */
  readonly patch?: string
}

/** The calls of an Octokit that reading needs; the Action and the app each hand in theirs. */
export interface GitHubApi {
  readonly rest: {
    readonly users: {
      getAuthenticated(): Promise<Answer<{ readonly login: string }>>
    }
    readonly repos: {
      get(parameters: RepositoryName): Promise<Answer<{ readonly full_name: string; readonly default_branch: string }>>
      /** A file's members, or a list of those of a folder. */
      getContent(parameters: RepositoryName & { path: string; ref: string }): Promise<Answer<unknown>>
      compareCommitsWithBasehead(
        parameters: RepositoryName & { basehead: string; per_page: number; page: number },
      ): Promise<Answer<Comparison>>
    }
    readonly pulls: {
      listFiles(parameters: RepositoryName & { pull_number: number; per_page: number; page: number }): Promise<Answer<readonly DiffEntry[]>>
    }
    readonly git: {
      getTree(parameters: RepositoryName & { tree_sha: string; recursive: string }): Promise<Answer<Tree>>
      getBlob(parameters: RepositoryName & { file_sha: string }): Promise<Answer<{ readonly content: string; readonly encoding: string }>>
    }
  }
  graphql<T>(query: string, variables: Readonly<Record<string, string>>): Promise<T>
}

/** How GitHub is reached for one repository. */
export interface GitHubAccess {
  readonly api: GitHubApi
  readonly repository: RepositoryName
  /** Settles after so many milliseconds: between two tries of a request that failed. */
  readonly wait: (milliseconds: number) => Promise<void>
}

/** What a call of Octokit's settles with, as far as it is used. */
export interface Answer<T> {
  readonly data: T
}

interface Comparison {
  readonly merge_base_commit?: { readonly sha: string }
  /** Only on the first page. */
  readonly files?: readonly DiffEntry[]
}

interface Tree {
  readonly tree: readonly {
    readonly path?: string
    readonly type?: string
    readonly mode?: string
    readonly sha?: string | null
    readonly size?: number
  }[]
  readonly truncated: boolean
}
