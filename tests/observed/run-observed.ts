import type { RunFlags } from '../../lib/cli/run-settings.ts';
import type { RunRecord } from '../../lib/findings/run-record.ts';
import { runInProcess } from '../support/run-in-process.ts';

/** A run against the tenants of the observed edition, with the accommodations that are shipped for them. */
export async function runObserved(flags: Partial<RunFlags>): Promise<RunRecord> {
  const accommodations = ['spec/accommodations/public-tenant.yaml'];
  const { record } = await runInProcess({ edition: 'observed', accommodations, ...flags });
  return record;
}
