import { CommanderError } from 'commander';
import { HarnessError } from '../core/errors.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../core/exit-codes.ts';
import { MACHINE_PROBLEMS } from '../core/machine-problem.ts';

/** The message and the exit code of a failed command. */
interface FailureReport {
  /** For stderr; empty if commander has printed everything already. */
  readonly text: string;
  readonly exitCode: ExitCode;
}

/**
 * Describes an error that ended a command. An expected failure becomes a sentence with what to do next; anything else is a
 * fault of this program and is printed with its stack trace. A crash must never look like drift (exit code 1).
 */
export function describeFailure(error: unknown, redact: (text: string) => string): FailureReport {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return { text: '', exitCode: error.exitCode === 0 ? EXIT.conforms : EXIT.usage };
  if (error instanceof HarnessError) {
    const lines = [`conform: ${error.message}`, ...error.details.map((detail) => `  ${detail}`)];
    return { text: redact(`${lines.join('\n')}\n`), exitCode: exitCodeOf(error.code) };
  }
  const why = problemOfMachine(error);
  if (why !== undefined) return { text: redact(`conform: ${why}\n`), exitCode: EXIT.couldNotJudge };
  return { text: redact(describeFault(error)), exitCode: EXIT.couldNotJudge };
}

/** Describes a failed system call, such as a write to a full disk: no fault of this program, and no stack trace would help. */
function problemOfMachine(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const problem = MACHINE_PROBLEMS[String(error.code)];
  if (problem === undefined) return undefined;
  const place = 'path' in error ? ` ${String(error.path)}` : '';
  return `${String(error.syscall)}${place}: ${problem} (${String(error.code)}). What the run has made stands in its ledger; \`conform sweep\` removes what is left.`;
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
