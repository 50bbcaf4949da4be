import { describe, expect, it } from 'vitest';
import { runInProcess } from '../support/run-in-process.ts';

const SHIPPED = 'spec/accommodations/public-tenant.yaml';
const MAKES = {
  edition: 'observed',
  only: ['tenantCreateWorkspace', 'tenantDeleteWorkspace', 'tenantPauseWorkspace', 'tenantGetWorkspace'],
} as const;

describe('a run against the tenants of the public server', () => {
  it('leaves nothing behind with the accommodations that are shipped', async () => {
    const { record } = await runInProcess({ ...MAKES, accommodations: [SHIPPED] });
    expect(record.leftovers).toEqual([]);
    expect(record.failedSteps).toBeUndefined();
    expect(record.cases.filter(({ state }) => state === 'skipped')).toEqual([]);
    expect(record.notes.filter((note) => note.includes('X-Confirm-Name'))).toHaveLength(1);
  }, 180_000);

  it('makes nothing more without them once a removal was refused, and says in the words of the server what to add', async () => {
    const { record } = await runInProcess(MAKES);
    expect(record.failedSteps).toEqual([
      expect.objectContaining({
        title: 'deletes it',
        request: 'DELETE /workspaces/{id}',
        seen: expect.stringMatching(
          /^answered 400: "destructive_action_requires_confirmation: .*X-Confirm-Name/,
        ) as string,
        advice: expect.stringContaining('tenantDeleteWorkspace: { headers: { X-Confirm-Name: ... } }') as string,
      }),
    ]);
    expect(record.failedSteps?.[0]?.cases).toBeGreaterThan(0);
    expect(record.leftovers).toEqual([
      expect.objectContaining({
        kind: 'workspace-to-delete',
        name: expect.stringMatching(
          /X-Confirm-Name.*--accommodations: tenantDeleteWorkspace: \{ headers: \{ X-Confirm-Name: \.\.\. \} \}\)$/,
        ) as string,
      }),
    ]);
    const refused = record.gaps.filter(({ reason }) =>
      reason.includes('nothing more is made that tenantDeleteWorkspace'),
    );
    expect(refused).not.toEqual([]);
    expect(record.failedSteps?.[0]?.cases).toBeGreaterThanOrEqual(refused.length);
    // What could not be removed is the workspace under test.
    expect(record.cases.find(({ id }) => id === 'tenantGetWorkspace/conformance/success')?.state).toBe('failed');
  }, 180_000);
});
