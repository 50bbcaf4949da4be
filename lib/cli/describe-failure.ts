import { CommanderError } from 'commander';
import { HarnessError } from '../core/errors.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../core/exit-codes.ts';

export interface FailureReport {
  /** For stderr; empty where everything has been said. */
  readonly text: string;
  readonly exitCode: ExitCode;
}

/**
 * What is said about an error that ended a command, and the exit code. An expected failure is a sentence with what to do
 * next; anything else is a fault of this program and comes with its stack trace. A crash must never look like drift (exit 1).
 */
export function describeFailure(error: unknown, redact: (text: string) => string): FailureReport {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return { text: '', exitCode: error.exitCode === 0 ? EXIT.conforms : EXIT.usage };
  if (error instanceof HarnessError) {
    const lines = [`conform: ${error.message}`, ...error.details.map((detail) => `  ${detail}`)];
    return { text: redact(`${lines.join('\n')}\n`), exitCode: exitCodeOf(error.code) };
  }
  return { text: redact(describeFault(error)), exitCode: EXIT.couldNotJudge };
}

function describeFault(error: unknown): string {
  const lines = [
    'conform: this is a fault of conform itself, and says nothing about the deployment. Nothing was judged.',
    '  Please report it with what follows and the command that was run.',
    '',
    error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error),
  ];
  return `${lines.join('\n')}\n`;
}
