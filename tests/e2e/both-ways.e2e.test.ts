import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRecordSchema, type RunRecord } from '../../lib/findings/run-record.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FAULTS = ['omits-challenge', 'accepts-any-bearer', 'answers-export-with-empty-object'];
/** Two whole runs, side by side, on a machine that may be busy. */
const PATIENCE_MS = 240_000;

let records: readonly [conform: RunRecord, vitest: RunRecord];
const folders: string[] = [];

beforeAll(async () => {
  records = await Promise.all([
    recordOf(['bin/conform.mjs', 'run', ...FAULTS.flatMap((id) => ['--fault', id])]),
    recordOf(['node_modules/vitest/vitest.mjs', 'run', '--root', ROOT, '--project', 'suites'], {
      CONFORM_FAULTS: FAULTS.join(','),
    }),
  ]);
}, PATIENCE_MS);
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Runs a script of the project in a folder of its own, and returns the record that it leaves there. */
async function recordOf([script = '', ...argv]: readonly string[], environment = {}): Promise<RunRecord> {
  const cwd = mkdtempSync(join(tmpdir(), 'conform-'));
  folders.push(cwd);
  // It drifts, so it fails.
  await new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, script), ...argv],
      { cwd, env: { ...process.env, VITEST: '', ...environment } },
      resolve,
    );
  });
  return runRecordSchema.parse(JSON.parse(readFileSync(join(cwd, 'reports', 'latest', 'run.json'), 'utf8')));
}

describe('the suites under plain vitest, and conform run', () => {
  it('make the same findings', () => {
    const [conform, vitest] = records.map(({ findings }) =>
      findings.map(({ fingerprint, seen }) => `${fingerprint} ${seen}`).sort(),
    );
    expect(conform?.length).toBeGreaterThanOrEqual(FAULTS.length);
    expect(vitest).toEqual(conform);
  });

  it('judge the same cases in the same way', () => {
    const [conform, vitest] = records.map(({ cases }) => cases.map(({ id, state }) => `${id} ${state}`));
    expect(vitest).toEqual(conform);
  });

  it('draw the same matrix', () => {
    const [conform, vitest] = records.map(({ matrix }) =>
      matrix.map(({ caseId, verdict, access }) => ({ caseId, verdict, access })),
    );
    expect(vitest).toEqual(conform);
  });
});
