import { describe, expect, it, vi } from 'vitest';
import { useTestReports } from '../../../tests/support/test-conform.ts';
import { buildRecord } from '../../../tests/support/test-record.ts';
import { baselineFileOf } from '../../drift/target-files.ts';
import { readBaseline } from '../../drift/baseline.ts';
import { baselineCommand } from './baseline.ts';

const BODY = '0123456789abcdef';
const BREACH = 'fedcba9876543210';
const TERMS = ['--reason', 'fixed in 2.4', '--owner', 'orgs', '--until', '2027-01-31'];

const { folder, saveRun, conform } = useTestReports(baselineCommand);

function accepted(): readonly string[] {
  return readBaseline(baselineFileOf(folder(), 'staging'), 'staging').acceptances.map(({ fingerprint }) => fingerprint);
}

describe('conform baseline', () => {
  it('accepts a finding of the last run by the beginning of its fingerprint', async () => {
    saveRun('00');
    expect(await conform('baseline', 'accept', '012345', ...TERMS)).toContain('1 accepted until 2027-01-31');
    expect(accepted()).toEqual([BODY]);
  });

  it('accepts no critical finding, and nothing beside it, unless it is told to', async () => {
    saveRun('00');
    await expect(conform('baseline', 'accept', '--all-new', ...TERMS)).rejects.toThrow('not accepted in passing');
    expect(accepted()).toEqual([]);
    await conform('baseline', 'accept', '--all-new', '--even-critical', ...TERMS);
    expect(accepted()).toEqual([BODY, BREACH]);
  });

  it('asks for a name of what is accepted', async () => {
    saveRun('00');
    await expect(conform('baseline', 'accept', ...TERMS)).rejects.toThrow('nothing is named');
  });

  it('lists how each stands, the days left and what has expired', async () => {
    saveRun('00');
    await conform('baseline', 'accept', BODY, ...TERMS);
    expect(await conform('baseline', 'list')).toContain(`${BODY}  still there  until 2027-01-31, 67 days left`);
    vi.setSystemTime(new Date('2027-02-01T00:00:00Z'));
    expect(await conform('baseline', 'list')).toContain('EXPIRED on 2027-01-31');
    expect(JSON.parse(await conform('baseline', 'list', '--json'))).toMatchObject({
      rows: [{ daysLeft: -1, isExpired: true }],
    });
  });

  it('prunes what is gone and keeps what was not checked', async () => {
    const { findings, cases } = buildRecord();
    saveRun('00');
    await conform('baseline', 'accept', '--all-new', '--even-critical', ...TERMS);
    const probes = cases.map((each) =>
      each.id === findings[0]?.cases[0] ? { ...each, state: 'inconclusive' as const } : { ...each, findings: [] },
    );
    saveRun('01', { findings: [], cases: probes });
    expect(await conform('baseline', 'prune')).toContain(`removed ${BODY}`);
    expect(accepted()).toEqual([BREACH]);
  });

  it('needs a run', async () => {
    await expect(conform('baseline', 'prune')).rejects.toThrow('there is no run');
  });
});
