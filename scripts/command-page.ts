import { renderHelp } from '../cli/help.ts'
import { COMMANDS, type Command, HELP, type Option } from '../cli/options.ts'

/** The page of the command, by its path in the repository: every option, from the table that the parser reads. */
export function renderCommandPage(): ReadonlyMap<string, string> {
  return new Map([['docs/command.md', renderPage()]])
}

function renderPage(): string {
  return `<!-- Made by \`npm run docs\` from the table of options. -->
# The command

\`\`\`
${renderHelp(undefined).trimEnd()}
\`\`\`

${COMMANDS.map(renderCommand).join('\n\n')}

## A range of commits

\`pull-policy check --base main\` reviews what HEAD changed since it left \`main\`: the base of the report is the commit at which they
parted. Both sides are read from git, so what is not committed is no part of it, and is named on standard error. Paths narrow
the change. The configuration is the base's. Findings that the change neither brings nor touches are out of scope, unless
\`--scope\` says otherwise; only new ones count for \`--fail-on\`, unless the scope is \`repository\`.

Where a shallow clone lacks the base, or the commit at which both parted, the command ends with 2 and says what to fetch. In a
job, \`fetch-depth: 0\` of actions/checkout brings it.

## Asking registries

\`pin\` asks the registries of the images, \`check\` only with \`--resolve\`: one HEAD for each reference, a
token for each repository, and for the platforms of what it names one GET more (two where it is a single image), which Docker Hub counts
as a pull; they are left out where few pulls are left.
What comes of each image is said: pinned on what grounds, left and why, not resolved and why. Credentials are those of
\`docker login\` and of the helper programs that Docker's configuration names; nothing in the work tree is read or run for them.

Images come from manifests that anybody may have written, so a host with an inner address, or without TLS, is asked only where
\`--private-host\` or \`--plain-http\` names it. No file of the repository can do that; its \`registries.permitted\` narrows who is asked.

\`--cache FILE\` keeps answers for the next run: what a tag names for ten minutes, that it is missing for two, what a digest holds
for ever. The file must lie outside of the work tree and be writable by its owner only, since it decides what a tag is pinned to.

\`--name-version\` looks for version tags that have the digest that \`latest\` has now. A version is better than a pinned \`latest\`, whose
digest nobody can read; the pin itself stays what the author wrote.

## In a job of GitHub Actions

\`--format github\` prints annotations. \`--format markdown >> "$GITHUB_STEP_SUMMARY"\` makes the summary of a job; \`--format sarif
--output pull-policy.sarif\` makes a file for code scanning. Whatever is printed into the log commands no runner.
`
}

function renderCommand(command: Command): string {
  const { name, operands, summary, options } = command
  return `## \`pull-policy ${name} ${operands}\`

${summary.charAt(0).toUpperCase()}${summary.slice(1)}.

| option | what it does |
|---|---|
${[...options, HELP].map(renderRow).join('\n')}`
}

function renderRow(option: Option): string {
  return `| ${writtenForms(option)} | ${option.summary}${option.kind === 'choice' && option.fallback !== undefined ? `; \`${option.fallback}\` where it is left out` : ''} |`
}

function writtenForms(option: Option): string {
  const name = `--${option.name}`
  switch (option.kind) {
    case 'flag':
      return `\`${name}\``
    case 'text':
    case 'list':
      return `\`${name} ${option.placeholder}\``
    case 'choice':
      return `\`${name}\` ${option.choices.map(choice => `\`${choice}\``).join(', ')}`
  }
}
