import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { checkCommand } from '../../lib/cli/commands/check.ts';
import { createProgram } from '../../lib/cli/create-program.ts';
import { listRunFiles } from '../../lib/findings/record-file.ts';
import { runRecordSchema } from '../../lib/findings/run-record.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';

/** For tests: what a `conform check` in this process came to. */
export interface CheckedInProcess {
  readonly exitCode: number | string | undefined;
  readonly stdout: string;
  readonly record: RunRecord;
  /** Everything that it wrote, by file name. */
  readonly written: Readonly<Record<string, string>>;
}

/** `conform check` with a recording, in this process; its reports are removed again. Throws what the command throws. */
export async function checkInProcess(recording: string, argv: readonly string[] = []): Promise<CheckedInProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'conform-check-'));
  const file = join(directory, 'traffic.har');
  writeFileSync(file, recording);
  let stdout = '';
  const print = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  const before = process.exitCode;
  try {
    const command = ['check', file, '--reports', join(directory, 'reports'), ...argv];
    await createProgram([checkCommand], '0.0.0').parseAsync(command, { from: 'user' });
    const files = listRunFiles(join(directory, 'reports', 'latest'));
    const written = Object.fromEntries(files.map(({ name, text }) => [name, text]));
    const record = runRecordSchema.parse(JSON.parse(written['run.json'] ?? ''));
    return { exitCode: process.exitCode, stdout, record, written };
  } finally {
    process.exitCode = before;
    print.mockRestore();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Findings in a few words, sorted: rule, operation, place and tier. */
export function summariseFindings({ findings }: RunRecord): readonly string[] {
  return findings
    .map(({ rule, operationId, place, tier }) =>
      [rule, operationId, place, ...(tier === undefined ? [] : [tier])].join(' | '),
    )
    .sort();
}
