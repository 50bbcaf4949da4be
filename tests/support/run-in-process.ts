import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_FILES, readInputs, type Inputs } from '../../lib/setup/read-inputs.ts';
import { systemClock, type Clock } from '../../lib/core/clock.ts';
import { NO_FLAGS, prepareRun, type PreparedRun, type RunFlags } from '../../lib/cli/run-settings.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import type { Deployment } from '../../lib/embedded/deployment.ts';
import { foreseeRun, type FullPlan } from '../../lib/run/foresee-run.ts';
import { performRun } from '../../lib/run/perform-run.ts';

interface InProcessRun {
  readonly record: RunRecord;
  /** What went wrong inside the embedded deployment: bugs of its own. */
  readonly internalErrors: readonly string[];
}

let inputs: Promise<Inputs> | undefined;

/** The project's own files, read once for all runs of a process. */
export function ownInputs(): Promise<Inputs> {
  return (inputs ??= readInputs(DEFAULT_FILES, true));
}

/** A run against the embedded deployment. */
export async function runInProcess(
  flags: Partial<RunFlags>,
  look?: (deployment: Deployment) => void,
): Promise<InProcessRun> {
  return withReports(async (reports) => {
    const { options, deployment } = await prepareRun({ ...NO_FLAGS, reports, ...flags }, true, await inputsFor(flags));
    if (deployment === undefined) throw new Error('a run in process needs the embedded deployment');
    try {
      const record = await perform(options);
      look?.(deployment);
      return { record, internalErrors: deployment.internalErrors() };
    } finally {
      await deployment.close();
    }
  });
}

/** The same against a deployment that this configuration, and nothing else, leads to. */
export async function runRemotely(
  environment: Readonly<Record<string, string>>,
  flags: Partial<RunFlags> = {},
  clock?: Clock,
): Promise<RunRecord> {
  return withReports(async (reports) => {
    const given = { ...(await inputsFor(flags)), environment };
    const { options } = await prepareRun({ ...NO_FLAGS, reports, envFile: '/dev/null', ...flags }, false, given);
    return perform(options, clock);
  });
}

/** What `conform plan` has to say with this configuration. */
export async function planRemotely(
  environment: Readonly<Record<string, string>>,
  flags: Partial<RunFlags> = {},
): Promise<FullPlan> {
  const given = { ...(await inputsFor(flags)), environment };
  const { options } = await prepareRun({ ...NO_FLAGS, envFile: '/dev/null', ...flags }, false, given);
  return foreseeRun(options);
}

async function inputsFor(flags: Partial<RunFlags>): Promise<{ readonly inputs?: Inputs }> {
  const isOwn = [flags.spec, flags.data, flags.overlay, flags.accommodations].every(
    (flag) => flag === undefined || flag.length === 0,
  );
  return isOwn ? { inputs: await ownInputs() } : {};
}

async function perform(options: PreparedRun['options'], clock: Clock = systemClock): Promise<RunRecord> {
  return (await performRun({ ...options, clock, onProgress: () => undefined })).record;
}

async function withReports<T>(use: (reports: string) => Promise<T>): Promise<T> {
  const reports = mkdtempSync(join(tmpdir(), 'conform-'));
  try {
    return await use(reports);
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}
