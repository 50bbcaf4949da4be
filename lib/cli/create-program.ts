import { Command } from 'commander';

/** One command of `conform`, in a file of its own. */
export interface CommandUnit {
  readonly name: string;
  /** Adds the command to the program: its options, its help, and the action that it carries out. */
  register(program: Command): void;
}

const EXAMPLES = `
Examples:
  $ conform run                              the embedded deployment: needs no configuration
  $ conform run --env-file staging.env       holds it against the contract

\`conform help <command>\` shows the options and examples of a command. Configuration comes from the environment and from
a file .env; .env.example names every variable.

Exit codes: 0 conforms, 1 drift, 2 usage or configuration, 3 could not judge, 4 something was left behind,
130 interrupted.`;

/** Creates the program with these commands. It throws a `CommanderError` where commander would end the process itself. */
export function createProgram(commands: readonly CommandUnit[], version: string): Command {
  // The commands inherit the settings that are made before they are added.
  const program = new Command('conform')
    .description(
      'Holds a live deployment against the contract of the management API, operation by operation and credential by credential, and reports where they part.',
    )
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('`conform help` shows what there is.')
    .addHelpText('after', EXAMPLES);
  for (const command of commands) command.register(program);
  return program;
}
