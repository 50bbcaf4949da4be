import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startHeartbeat } from '../cleanup/heartbeat.ts';
import { openFolder } from './run-folder.ts';

const directory = mkdtempSync(join(tmpdir(), 'conform-'));
afterAll(() => rmSync(directory, { recursive: true }));

function failWith(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

describe('the folder of a run', () => {
  it('is a matter of configuration where a file stands in its way', () => {
    writeFileSync(join(directory, 'taken'), '');
    const folder = join(directory, 'taken', 'run');
    expect(() => openFolder(folder, () => startHeartbeat(folder))).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: `the folder of this run, ${folder}, cannot be written: part of the path is a file (ENOTDIR); nothing was sent`,
      }),
    );
  });

  it.each(['EACCES', 'ENOSPC', 'EROFS'])('is one of %s as well', (code) => {
    expect(() => openFolder(directory, failWith(code))).toThrow(`(${code}); nothing was sent`);
  });

  it('hides no fault of ours, and is opened where it can be', () => {
    expect(() => openFolder(directory, failWith('ERR_INVALID_ARG_TYPE'))).toThrow(/^ERR_INVALID_ARG_TYPE$/);
    const folder = join(directory, 'run');
    expect(openFolder(folder, () => mkdirSync(folder, { recursive: true }))).toBe(folder);
  });
});
