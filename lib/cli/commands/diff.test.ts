import { describe, expect, it } from 'vitest';
import { useTestReports } from '../../../tests/support/test-conform.ts';
import { buildRecord } from '../../../tests/support/test-record.ts';
import { diffCommand } from './diff.ts';

const BODY = '0123456789abcdef';
const BREACH = 'fedcba9876543210';

const { saveRun, conform } = useTestReports(diffCommand);

describe('conform diff', () => {
  it('compares the last run with the one before on the same target', async () => {
    const { run, findings } = buildRecord();
    saveRun('00', { findings: findings.slice(1) });
    saveRun('01', { run: { ...run, target: { ...run.target, name: 'production' } }, findings: [] });
    saveRun('02');
    expect(await conform('diff')).toContain('1 new, 0 gone, 1 still there (0 changed), 0 not checked');
    expect(process.exitCode).toBe(0);
    await conform('diff', '--fail-on-new');
    expect(process.exitCode).toBe(1);
  });

  it('takes runs by id, and prints JSON', async () => {
    const [earlier, later] = [saveRun('00'), saveRun('01', { findings: [] })];
    const comparison: unknown = JSON.parse(await conform('diff', earlier, later, '--json'));
    expect(comparison).toMatchObject({ newFindings: [], gone: [{ fingerprint: BREACH }, { fingerprint: BODY }] });
  });

  it('says which run is not there', async () => {
    await expect(conform('diff', 'nowhere')).rejects.toThrow('there is no run at nowhere');
  });
});
