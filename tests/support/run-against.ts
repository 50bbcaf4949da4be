import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_FLAGS, prepareRun, type RunFlags } from '../../lib/cli/run-settings.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import type { Deployment } from '../../lib/embedded/deployment.ts';
import { openRun, planRun, type OpenedRun } from '../../lib/run/open-run.ts';
import { performRun } from '../../lib/run/perform-run.ts';
import type { RunOptions } from '../../lib/run/run-options.ts';
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
  return openRun(await planRun(await optionsFor(deployment, how)));
}

/** A whole run against such a deployment. */
export async function runAgainst(deployment: Deployment, how: RunAgainst): Promise<RunRecord> {
  return (await performRun(await optionsFor(deployment, how))).record;
}

async function optionsFor(deployment: Deployment, how: RunAgainst): Promise<RunOptions> {
  const envFile = join(how.directory, 'target.env');
  writeFileSync(envFile, renderVariables(deployment, how.variables ?? {}));
  const flags: RunFlags = {
    ...NO_FLAGS,
    reports: join(how.directory, 'reports'),
    envFile,
    ...how.flags,
  };
  const { options } = await prepareRun(flags, false, { inputs: await ownInputs() });
  return { ...options, onProgress: () => undefined };
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
