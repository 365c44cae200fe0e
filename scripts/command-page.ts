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
