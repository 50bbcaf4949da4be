import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger } from '../cleanup/cleanup-ledger.ts';
import { describeUnfinished } from './interruption.ts';

describe('describeUnfinished', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'unfinished-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const make = (): { readonly settle: () => void } => {
    const ledger = openLedger(join(directory, 'ledger.jsonl'));
    const undo = {
      operationId: 'deleteOrg',
      service: 'cp',
      method: 'DELETE',
      path: '/api/v1/orgs/e2e-1-a',
      query: [],
      headers: [],
    } as const;
    const id = ledger.intend({ kind: 'org', name: 'e2e-1-a', undo });
    return { settle: () => ledger.settle(id, 'gone') };
  };
  const words = (changes: object = {}): string =>
    describeUnfinished({ directory, isEmbedded: false, reports: 'reports', ...changes });

  it('names what is left, where that is written down, and what removes it', () => {
    make();
    expect(words({ envFile: 'my staging.env', reports: 'out' })).toBe(
      [
        'stopped at once: 1 thing of this run may be left on the target',
        '  org: e2e-1-a',
        `They stand in ${join(directory, 'ledger.jsonl')}. This removes them, and so does the next run:`,
        "  conform sweep --env-file 'my staging.env' --reports out",
        '',
      ].join('\n'),
    );
    expect(words()).toContain('  conform sweep\n');
  });

  it('says where nothing is left', () => {
    expect(words()).toContain('nothing is left');
    make().settle();
    expect(words()).toContain('nothing is left');
  });

  it('sends nobody to sweep an embedded deployment, which has ended', () => {
    make();
    expect(words({ isEmbedded: true })).toBe('stopped at once: what this run made ends with its embedded deployment\n');
  });
});
