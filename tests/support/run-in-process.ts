import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_FILES, loadInputs, type Inputs } from '../../lib/run/load-inputs.ts';
import { prepareRun, type RunFlags } from '../../lib/cli/run-settings.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import type { Deployment } from '../../lib/reference/deployment.ts';
import { openRun } from '../../lib/run/perform-run.ts';
import { openSession } from '../../lib/run/session.ts';

export interface InProcessRun {
  readonly record: RunRecord;
  /** What went wrong inside the embedded deployment: bugs of its own. */
  readonly internalErrors: readonly string[];
}

let inputs: Promise<Inputs> | undefined;

/** The project's own files, read once for all runs of a process. */
function ownInputs(): Promise<Inputs> {
  return (inputs ??= loadInputs(DEFAULT_FILES, true));
}

/** A run against the embedded deployment without vitest around it: everything that is sent and judged is the same. */
export async function runInProcess(
  flags: Partial<RunFlags>,
  look?: (deployment: Deployment) => void,
): Promise<InProcessRun> {
  const reports = mkdtempSync(join(tmpdir(), 'conform-'));
  const { options, deployment } = await prepareRun(
    { profile: 'gate', only: [], tier: [], family: [], seed: '1', fault: [], reports, ...flags },
    true,
    flags.spec === undefined && flags.data === undefined ? await ownInputs() : undefined,
  );
  if (deployment === undefined) throw new Error('a run in process needs the embedded deployment');
  try {
    const opened = await openRun({ ...options, onProgress: () => undefined });
    const session = await openSession(opened.input, options.inputs);
    const lanes = session.plan.lanes;
    session.start(lanes, new Set(lanes.flatMap((lane) => lane.cases.map((testCase) => testCase.id))));
    await session.settled();
    const record = await opened.finish([]);
    look?.(deployment);
    return { record, internalErrors: deployment.internalErrors() };
  } finally {
    await deployment.close();
    rmSync(reports, { recursive: true, force: true });
  }
}
