/** A command of `pull-policy-app`. */
export interface Command {
  readonly name: CommandName
  readonly operands: string
  readonly summary: string
  /** What people should know before they run it. */
  readonly manual: string
  readonly options: readonly CommandOption[]
}

export type CommandName = 'init' | 'start' | 'doctor' | 'simulate'

/** An option; with a placeholder it takes a value. */
export interface CommandOption {
  readonly name: string
  readonly placeholder?: string
  readonly summary: string
}

/** In the order in which somebody needs them. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'init',
    operands: '',
    summary: 'Register an app on GitHub and write its secrets to .env',
    manual: `Opens a page on 127.0.0.1 whose button registers the app on GitHub with the permissions it needs. Then the app's key is
written to pull-policy-app.private-key.pem and its other secrets to .env, both readable by you alone. Nothing is
overwritten. For GitHub Enterprise Server, set GHE_HOST before.`,
    options: [
      {
        name: 'webhook-url',
        placeholder: 'URL',
        summary: 'Where GitHub is to send webhooks, as https://pull-policy.example.com. Asked for where it is left out.',
      },
      { name: 'org', placeholder: 'NAME', summary: 'The organisation that is to own the app; your own account where it is left out.' },
      {
        name: 'name',
        placeholder: 'NAME',
        summary: 'Name of the app, unique on GitHub; it can still be changed on the page. Default: pull-policy.',
      },
      { name: 'pin-button', summary: 'Ask for contents: write, for the button that commits pins.' },
      { name: 'public', summary: 'Let other accounts install the app too.' },
      { name: 'port', placeholder: 'PORT', summary: 'Port of the page; any free one where it is left out.' },
    ],
  },
  {
    name: 'start',
    operands: '',
    summary: 'Run the app',
    manual: 'Takes its settings from the environment and from .env in the current folder; .env.example explains each.',
    options: [],
  },
  {
    name: 'doctor',
    operands: '',
    summary: 'Say whether settings, permissions, webhooks, clock and registries are right',
    manual: 'Reads only. Each line says OK, or what is wrong and how to mend it. Exit code 1 where something must be mended.',
    options: [{ name: 'pin-button', summary: 'Hold the permissions to those that the pin button needs.' }],
  },
  {
    name: 'simulate',
    operands: 'PULL-REQUEST',
    summary: 'Show what the app would write on a pull request, and write nothing',
    manual: `PULL-REQUEST is OWNER/REPO#NUMBER, or its address. The app must be installed on the repository. It reads what the app
would read, asks the registries that it would ask, and prints the comment, the check and the suggestions.`,
    options: [],
  },
]
