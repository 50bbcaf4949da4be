import { EXIT } from '../core/exit-codes.ts';
import { TOOL_VERSION } from '../transport/tool-version.ts';
import { COMMANDS } from './commands.ts';
import { createProgram } from './create-program.ts';
import { describeFailure } from './describe-failure.ts';
import { redactAtHand } from './redact-at-hand.ts';

/** Runs `conform` with the arguments of this process and leaves the exit code in `process.exitCode`. */
async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram(COMMANDS, TOOL_VERSION);
  if (argv.length === 0) {
    program.outputHelp();
    return;
  }
  await program.parseAsync(argv, { from: 'user' });
}

function fail(error: unknown): void {
  const argv = process.argv.slice(2);
  const { text, exitCode } = describeFailure(error, (unsafe) => redactAtHand(unsafe, argv, process.env));
  process.stderr.write(text);
  process.exitCode = exitCode;
}

/** Ends without an error if the reader of the output has stopped reading, as `head` does. */
function endQuietlyWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? EXIT.conforms);
}

process.stdout.on('error', endQuietlyWhenNobodyReads);
process.stderr.on('error', endQuietlyWhenNobodyReads);
// Node would exit with 1, which means drift.
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
await main(process.argv.slice(2)).catch(fail);
