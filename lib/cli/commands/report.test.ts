import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testAcceptance, buildDrift, testFinding, testRun, testShard } from '../../../tests/support/test-record.ts';
import { useTestReports } from '../../../tests/support/test-conform.ts';
import { baselineFileOf } from '../../drift/target-files.ts';
import { writeBaseline } from '../../drift/baseline.ts';
import { DEFAULT_FILES, readInputs } from '../../setup/read-inputs.ts';
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

  it('says of a record in the form of another version that it is one', async () => {
    const id = saveRun('00', { schemaVersion: 1 as 2 });
    await expect(conform('report', id)).rejects.toMatchObject({
      details: [expect.stringContaining('another version of conform'), expect.any(String)],
    });
  });

  it('holds what it merges against the baseline of the reports here, wherever the shards were made', async () => {
    const { contract } = await readInputs(DEFAULT_FILES, false);
    const ofShards = join(folder(), 'elsewhere', 'embedded.json');
    const drift = { ...buildDrift(), baseline: ofShards };
    const finding = testFinding('a');
    const ids = [
      saveRun('01', testShard(contract, 1, { findings: [finding], drift })),
      saveRun('02', testShard(contract, 2, { drift })),
    ];
    const merge = () => conform('report', 'merge', ...ids, '--out', join(folder(), 'merged'));
    await merge();
    expect(process.exitCode).toBe(1);
    const target = testRun().target.name;
    writeBaseline(baselineFileOf(folder(), target), {
      schemaVersion: 1,
      target,
      acceptances: [testAcceptance('a')],
    });
    await merge();
    expect(process.exitCode).toBe(0);
  });

  it('refuses to merge runs that are no shards', async () => {
    const id = saveRun('00');
    await expect(conform('report', 'merge', id, id, '--out', folder())).rejects.toThrow('is not a shard');
  });
});
