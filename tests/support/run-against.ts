import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_FLAGS, prepareRun, type RunFlags } from '../../lib/cli/run-settings.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import type { Deployment } from '../../lib/embedded/deployment.ts';
import { openRun, type OpenedRun } from '../../lib/run/perform-run.ts';
import { openSession } from '../../lib/run/session.ts';
import { startAsSuites } from './start-as-suites.ts';
import { ownInputs } from './run-in-process.ts';

interface RunAgainst {
  /** Where `reports` is, and the configuration of the run. */
  readonly directory: string;
  readonly flags?: Partial<RunFlags>;
  /** In place of what the deployment gives; `undefined` takes a variable out. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** A run with its credentials in place, against a deployment that is there for longer, as `conform serve` has it. */
export async function openRunAgainst(deployment: Deployment, how: RunAgainst): Promise<OpenedRun> {
  const envFile = join(how.directory, 'target.env');
  writeFileSync(envFile, renderVariables(deployment, how.variables ?? {}));
  const flags: RunFlags = {
    ...NO_FLAGS,
    reports: join(how.directory, 'reports'),
    envFile,
    ...how.flags,
  };
  const { options } = await prepareRun(flags, false, { inputs: await ownInputs() });
  return openRun({ ...options, onProgress: () => undefined });
}

/** Sends all the cases of a run that is open, and has them judged. */
async function exercise(opened: OpenedRun): Promise<void> {
  await startAsSuites(await openSession(opened.input));
}

/** A whole run without vitest around it. */
export async function runAgainst(deployment: Deployment, how: RunAgainst): Promise<RunRecord> {
  const opened = await openRunAgainst(deployment, how);
  await exercise(opened);
  return opened.finish([]);
}

/** The variables that lead to a deployment, in the form of dotenv. */
export function renderVariables(
  deployment: Deployment,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  const quick = { REQUESTS_PER_SECOND: '0', POLL_INTERVAL_MS: '10' };
  return Object.entries({ ...deployment.environment, ...quick, ...changes })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}='${value}'`]))
    .join('\n');
}
