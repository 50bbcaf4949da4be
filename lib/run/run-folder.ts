import { defined } from '../core/defined.ts';
import { join } from 'node:path';
import { openLedger, type CleanupLedger } from '../cleanup/cleanup-ledger.ts';
import { LEDGER_FILE } from '../cleanup/earlier-ledgers.ts';
import type { RemoteConfig } from '../config/config.ts';
import type { TargetKind } from '../config/safety-policy.ts';
import { HarnessError } from '../core/errors.ts';
import { MACHINE_PROBLEMS } from '../core/machine-problem.ts';

const WHY: Readonly<Record<string, string>> = {
  ...MACHINE_PROBLEMS,
  ENOTDIR: 'part of the path is a file',
  EEXIST: 'a file is in its place',
  ENOENT: 'part of the path leads nowhere',
  ENAMETOOLONG: 'the path is too long',
};

/** Opens the files that a run writes to. Throws a `HarnessError` where they cannot be written, since nothing may be made that stands in no ledger. */
export function openFolder<T>(directory: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = WHY[code];
    if (why === undefined) throw error;
    throw new HarnessError(
      'configuration',
      `the folder of this run, ${directory}, cannot be written: ${why} (${code}); nothing was sent`,
      ['name a folder that can be written with --reports, or make room'],
    );
  }
}

/** Opens the ledger of one run. Each has a file of its own, so that runs side by side never remove one another's things. */
export function openRunLedger(run: {
  readonly directory: string;
  readonly runId: string;
  readonly targetKind: TargetKind;
  readonly config: RemoteConfig;
}): CleanupLedger {
  const { name, cpBaseUrl, tenantBaseUrl, baseUrls } = run.config;
  const target = { name, kind: run.targetKind, ...defined({ cpBaseUrl, tenantBaseUrl, baseUrls }) };
  return openLedger(join(run.directory, LEDGER_FILE), { runId: run.runId, target });
}
