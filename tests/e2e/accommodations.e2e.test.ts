import { describe, expect, it } from 'vitest';
import { runInProcess } from '../support/run-in-process.ts';

const SHIPPED = 'spec/accommodations/public-tenant.yaml';
const MAKES = {
  edition: 'observed',
  only: ['tenantCreateWorkspace', 'tenantDeleteWorkspace', 'tenantPauseWorkspace'],
} as const;

describe('a run against the tenants of the public server', () => {
  it('leaves nothing behind with the accommodations that are shipped', async () => {
    const { record } = await runInProcess({ ...MAKES, accommodations: [SHIPPED] });
    expect(record.leftovers).toEqual([]);
    expect(record.failedSteps).toBeUndefined();
    expect(record.cases.filter(({ state }) => state === 'skipped')).toEqual([]);
    expect(record.notes.filter((note) => note.includes('X-Confirm-Name'))).toHaveLength(1);
  });

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
    // The workspaces of the set-up were made before the first removal.
    expect(record.leftovers.map(({ kind }) => kind)).not.toContain('madeWorkspace');
    expect(record.leftovers.map(({ name }) => name)).toEqual(
      record.leftovers.map(() => expect.stringContaining('X-Confirm-Name') as string),
    );
    const gaps = record.gaps.filter(({ reason }) => reason.includes('nothing more is made that tenantDeleteWorkspace'));
    expect(gaps.length).toBe(record.failedSteps?.[0]?.cases);
  });
});
