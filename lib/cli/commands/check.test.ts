import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkInProcess } from '../../../tests/support/test-check.ts';
import { problemsOfHar } from '../../../tests/support/test-formats.ts';
import { archiveOf } from '../../../tests/support/test-traffic.ts';
import { HarnessError } from '../../core/errors.ts';
import { readTraffic } from '../read-traffic.ts';

const folder = mkdtempSync(join(tmpdir(), 'conform-har-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ORGS = {
  url: 'https://api.example.com/api/v1/orgs',
  headers: { Cookie: `mcp_session=${'s5'.repeat(12)}` },
  body: [],
};

function refusalOf(text: string): Pick<HarnessError, 'code' | 'message' | 'details'> {
  const file = join(folder, 'traffic.har');
  writeFileSync(file, text);
  try {
    readTraffic(file);
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe('conform check', () => {
  it('ends with 0 where the traffic conforms, and writes the same reports', async () => {
    const { exitCode, stdout, written } = await checkInProcess(archiveOf([ORGS]));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('CONFORMS');
    expect(problemsOfHar(written['exchanges.har'] ?? '')).toEqual([]);
  });

  it('ends with 1 at drift, unless that is mild enough', async () => {
    const drift = archiveOf([{ ...ORGS, body: { orgs: [] } }]);
    expect((await checkInProcess(drift)).exitCode).toBe(1);
    expect((await checkInProcess(drift, ['--fail-on', 'critical'])).exitCode).toBe(0);
  });

  it('ends with 3 where nothing in it is of the API', async () => {
    const elsewhere = ['--base', 'https://other.example.com=cp'];
    const empty = await checkInProcess(archiveOf([]));
    expect(empty.exitCode).toBe(3);
    expect(empty.stdout).toContain('COULD NOT JUDGE: the recording holds no request (exit code 3)');
    expect((await checkInProcess(archiveOf([ORGS]), elsewhere)).exitCode).toBe(3);
  });

  it.each(['https://api.example.com', 'api.example.com=cp', 'https://api.example.com=edge'])(
    'refuses the base %s',
    async (base) => {
      await expect(checkInProcess(archiveOf([ORGS]), ['--base', base])).rejects.toMatchObject({
        exitCode: 1,
        code: 'commander.invalidArgument',
      });
    },
  );
});

describe('a recording that is of no use', () => {
  it('is named with the place where it is broken', () => {
    const file = join(folder, 'traffic.har');
    expect(refusalOf('{"log": {\n nothing')).toMatchObject({
      code: 'usage',
      message: `${file} is no HTTP archive that can be judged`,
      details: [`${file}:2:2: is not JSON from here on`, expect.stringContaining('HAR 1.2')],
    });
    expect(refusalOf('{"log":{"version":"1.2","entries":[{}]}}').details[0]).toBe(
      `${file}: log.entries[0].request: is missing, or not of the type object`,
    );
  });

  it('is refused before it is read where it is too large', () => {
    const file = join(folder, 'large.har');
    writeFileSync(file, '');
    // A hole in the file: it takes no room.
    truncateSync(file, 201 * 1024 * 1024);
    expect(() => readTraffic(file)).toThrow(/larger than the 200 MB/);
  });

  it('is refused where there is none', () => {
    expect(() => readTraffic(join(folder, 'nowhere.har'))).toThrow(/there is no file/);
    expect(() => readTraffic(folder)).toThrow(/there is no file/);
  });
});
