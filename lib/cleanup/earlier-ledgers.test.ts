import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLedger, type CleanupLedger } from './cleanup-ledger.ts';
import { findEarlierLedgers } from './earlier-ledgers.ts';
import { startHeartbeat } from './heartbeat.ts';

const TARGET = {
  name: 'staging',
  kind: 'shared',
  cpBaseUrl: 'https://cp.example',
  tenantBaseUrl: 'https://{slug}.example',
};
const UNDO = {
  kind: 'org',
  name: 'org',
  undo: { operationId: 'deleteOrg', service: 'cp', method: 'DELETE', path: '/orgs/a', query: [], headers: [] },
} as const;

let reports: string;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => rmSync(reports, { recursive: true }));

/** The ledger of a run of this process, with one thing in it. */
function makeLedger(runId: string): { readonly ledger: CleanupLedger; readonly id: string; readonly path: string } {
  const path = join(reports, runId, 'ledger.jsonl');
  const ledger = openLedger(path, { runId, target: TARGET });
  return { ledger, id: ledger.intend(UNDO), path };
}

function startBeating(runId: string): void {
  writeFileSync(join(reports, runId, 'alive'), '');
}

/** As another process, or another machine, would have written it. */
function writtenBy(path: string, changes: { readonly pid?: number; readonly host?: string }): void {
  const [first = '', ...rest] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [JSON.stringify({ ...(JSON.parse(first) as object), ...changes }), ...rest].join('\n'));
}

/** No system gives out numbers as high as this. */
const NOBODY = 2 ** 30;

function states(): readonly (readonly [string, string])[] {
  return findEarlierLedgers(reports).map((found) => [found.runId, found.isAlive() ? 'alive' : 'over']);
}

describe('findEarlierLedgers', () => {
  it('finds what is unsettled, the newest first', () => {
    makeLedger('20261125T010000-a');
    makeLedger('20261125T020000-b');
    const settled = makeLedger('20261125T030000-c');
    settled.ledger.settle(settled.id, 'gone');
    expect(findEarlierLedgers(reports).map(({ runId, target, entries }) => [runId, target, entries.length])).toEqual([
      ['20261125T020000-b', TARGET, 1],
      ['20261125T010000-a', TARGET, 1],
    ]);
  });

  it('finds nothing where there are no reports', () => {
    expect(findEarlierLedgers(join(reports, 'nowhere'))).toEqual([]);
  });

  it('gets over a last line that was cut off', () => {
    const { path } = makeLedger('20261125T010000-a');
    appendFileSync(path, '{"step":"intend","id":"torn","kind":"wor');
    expect(findEarlierLedgers(reports).map(({ entries }) => entries.length)).toEqual([1]);
  });

  it('passes over a ledger that says it is settled, without a look at the rest of it', () => {
    const { ledger, id, path } = makeLedger('20261125T010000-a');
    ledger.settle(id, 'gone');
    ledger.close(false);
    const [, ...rest] = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, ['not even JSON', ...rest].join('\n'));
    expect(findEarlierLedgers(reports)).toEqual([]);
  });

  it('says what was kept on purpose', () => {
    makeLedger('20261125T010000-a').ledger.close(true);
    makeLedger('20261125T010000-b').ledger.close(false);
    expect(findEarlierLedgers(reports).map(({ runId, isKept }) => [runId, isKept])).toEqual([
      ['20261125T010000-b', false],
      ['20261125T010000-a', true],
    ]);
  });

  it('takes a run for alive while its process is there, and for over when that is gone', () => {
    makeLedger('20261125T010000-a');
    startBeating('20261125T010000-a');
    const { path } = makeLedger('20261125T010000-b');
    startBeating('20261125T010000-b');
    writtenBy(path, { pid: NOBODY });
    expect(states()).toEqual([
      ['20261125T010000-b', 'over'],
      ['20261125T010000-a', 'alive'],
    ]);
  });

  it('takes a run on another machine for alive until it has been silent for long', () => {
    const { path } = makeLedger('20261125T010000-a');
    writtenBy(path, { pid: NOBODY, host: `not-${hostname()}` });
    startBeating('20261125T010000-a');
    expect(states()).toEqual([['20261125T010000-a', 'alive']]);
    const longAgo = new Date(Date.now() - 60 * 60_000);
    utimesSync(join(reports, '20261125T010000-a', 'alive'), longAgo, longAgo);
    expect(states()).toEqual([['20261125T010000-a', 'over']]);
  });

  it('takes a run that was closed for over, whoever has its number by now', () => {
    const { ledger } = makeLedger('20261125T010000-a');
    startBeating('20261125T010000-a');
    ledger.close(false);
    expect(states()).toEqual([['20261125T010000-a', 'over']]);
  });
});

describe('startHeartbeat', () => {
  it('leaves a sign in the folder of the run until it stops', () => {
    mkdirSync(join(reports, 'run'));
    makeLedger('run');
    const heartbeat = startHeartbeat(join(reports, 'run'));
    expect(states()).toEqual([['run', 'alive']]);
    heartbeat.stop();
    expect(states()).toEqual([['run', 'over']]);
  });

  it('falls silent when the folder is taken away, and ends nothing with it', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    startHeartbeat(join(reports, 'run'));
    rmSync(join(reports, 'run'), { recursive: true });
    vi.advanceTimersByTime(60_000);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});
