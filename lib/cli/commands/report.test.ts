import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTestReports } from '../test-conform.ts';
import { reportCommand } from './report.ts';

const { folder, saveRun, conform } = useTestReports(reportCommand);

describe('conform report', () => {
  it('renders the formats that are named again', async () => {
    const id = saveRun('00');
    const out = join(folder(), 'out');
    await conform('report', id, '--format', 'json', '--out', out);
    expect(readdirSync(out)).toEqual(['run.json']);
  });

  it('refuses a format that there is not', async () => {
    await expect(conform('report', saveRun('00'), '--format', 'nope')).rejects.toThrow('there is no format "nope"');
  });

  it('refuses a file that is not a record', async () => {
    const id = saveRun('00', { verdict: 'fine' as 'drift' });
    await expect(conform('report', id)).rejects.toThrow('is not the record of a run');
  });

  it('refuses to merge runs that are no shards', async () => {
    const id = saveRun('00');
    await expect(conform('report', 'merge', id, id, '--out', folder())).rejects.toThrow('is not a shard');
  });
});
