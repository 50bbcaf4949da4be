import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'conform.mjs');

interface ConformOptions {
  /** Where it is started; a `.env` there counts. */
  readonly directory: string;
  /** All it has besides `PATH`: nothing of the one who tests gets in. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `conform`. */
export interface ConformProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Until that stands in what it has printed; fails if it ends before. */
  waitFor(text: string): Promise<void>;
  /** The same of what it has printed to stderr. */
  waitForError(text: string): Promise<void>;
}

/** Starts `conform` as a user would, in a process of its own. */
export function startConform(argv: readonly string[], { directory, environment }: ConformOptions): ConformProcess {
  const child = spawn(process.execPath, ['--', PROGRAM, ...argv], {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  const ended = once(child, 'close').then(() => ({ exitCode: child.exitCode, ...printed }));
  const waitIn = async (stream: 'stdout' | 'stderr', text: string): Promise<void> => {
    while (!printed[stream].includes(text)) {
      const next = once(child[stream], 'data').then(() => undefined);
      const last = await Promise.race([next, ended]);
      if (last !== undefined && !printed[stream].includes(text))
        throw new Error(`it ended without "${text}": ${last.stderr}`);
    }
  };
  return {
    child,
    ended,
    waitFor: (text) => waitIn('stdout', text),
    waitForError: (text) => waitIn('stderr', text),
  };
}

/** Runs `conform` to its end. */
export function runConform(argv: readonly string[], options: ConformOptions): Promise<Ended> {
  return startConform(argv, options).ended;
}
