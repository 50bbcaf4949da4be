import { Command } from 'commander';
import type { CommandUnit } from './command.ts';

const EXAMPLES = `
Examples:
  $ conform run                              the embedded deployment: needs no configuration
  $ conform run --env-file staging.env       holds it against the contract

\`conform help <command>\` shows the options and examples of a command. Configuration comes from the environment and from
a file .env; .env.example names every variable.

Exit codes: 0 conforms, 1 drift, 2 usage or configuration, 3 could not judge, 4 something was left behind,
130 interrupted.`;

/** The program with these commands. It throws a `CommanderError` where commander would end the process itself. */
export function createProgram(commands: readonly CommandUnit[], version: string): Command {
  // What is set before the commands are added holds for them too.
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
