import type { TestProject } from 'vitest/node';
import { openRun } from '../run/perform-run.ts';
import { prepareRun } from './run-settings.ts';

/** Lets plain `vitest` run the suites: opens a run before them and removes what it made behind them. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { options, deployment } = await prepareRun(
    { profile: 'gate', only: [], tier: [], family: [], seed: '1', fault: faultsToHave(), reports: 'reports' },
    true,
  );
  const opened = await openRun({ ...options, onProgress: () => undefined });
  project.provide('conformSession', opened.input);
  return async () => {
    await opened.abandon();
    await deployment?.close();
  };
}

/** `CONFORM_FAULTS=id,id` gives the embedded deployment faults, where there is no `--fault` to say so. */
function faultsToHave(): readonly string[] {
  return (process.env['CONFORM_FAULTS'] ?? '').split(',').filter((id) => id !== '');
}
