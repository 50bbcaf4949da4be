import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { createProgram, type CommandUnit } from '../../lib/cli/create-program.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { buildRecord } from './test-record.ts';

/** For tests: a folder of reports, and commands that work on it. */
interface TestReports {
  /** The folder of reports, new for each test. */
  readonly folder: () => string;
  /** A run of some minute, as `conform run` leaves it; gives its id. */
  readonly saveRun: (minute: string, changes?: Partial<RunRecord>) => string;
  /** Carries out a command and gives what it printed. */
  readonly conform: (...argv: readonly string[]) => Promise<string>;
}

/** For tests of commands that work on runs which are there already; it is noon on 25 November 2026. */
export function useTestReports(command: CommandUnit): TestReports {
  let folder: string;
  let printed: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reports-'));
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-25T12:00:00Z') });
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
    process.exitCode = undefined;
  });
  return {
    folder: () => folder,
    saveRun: (minute, changes = {}) => {
      const { run, ...record } = buildRecord();
      const id = `20261125T02${minute}00-0a1b2c3d`;
      mkdirSync(join(folder, id));
      writeFileSync(join(folder, id, 'run.json'), JSON.stringify({ ...record, run: { ...run, id }, ...changes }));
      return id;
    },
    conform: async (...argv) => {
      printed = '';
      await createProgram([command], '0.0.0').parseAsync([...argv, '--reports', folder], { from: 'user' });
      return printed;
    },
  };
}
