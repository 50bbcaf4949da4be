import type { TestProject } from 'vitest/node';
import { openRun } from '../run/perform-run.ts';
import { NO_FLAGS, prepareRun } from './run-settings.ts';

/** Lets plain `vitest` run the suites: opens a run before them, and removes what it made after them. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { options, deployment } = await prepareRun({ ...NO_FLAGS, fault: readFaults() }, true);
  const opened = await openRun({ ...options, onProgress: () => undefined });
  project.provide('conformSession', opened.input);
  return async () => {
    await opened.abandon();
    await deployment?.close();
  };
}

/** Reads the faults of the embedded deployment from `CONFORM_FAULTS=id,id`, since vitest has no `--fault`. */
function readFaults(): readonly string[] {
  return (process.env['CONFORM_FAULTS'] ?? '').split(',').filter((id) => id !== '');
}
