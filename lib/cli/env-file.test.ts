import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeEnvFile } from './env-file.ts';

const variables = { CP_BASE_URL: 'http://127.0.0.1:1', TENANT_BASE_URL: 'http://{slug}.localhost:1', NAME: 'a#b c' };

describe('writeEnvFile', () => {
  let directory = '';
  let file = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'env-file-'));
    file = join(directory, 'serve.env');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('writes what dotenv reads back, for its owner only', () => {
    writeEnvFile(file, variables);
    expect(parse(readFileSync(file))).toEqual(variables);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('writes over a file of its own, and leaves nothing else behind', () => {
    writeEnvFile(file, variables);
    writeEnvFile(file, { NAME: 'other' });
    expect(parse(readFileSync(file))).toEqual({ NAME: 'other' });
    expect(readdirSync(directory)).toEqual(['serve.env']);
  });

  it('leaves a file alone that it did not write', () => {
    writeFileSync(file, 'NAME=precious\n');
    expect(() => writeEnvFile(file, variables)).toThrow('it stays as it is');
    expect(readFileSync(file, 'utf8')).toBe('NAME=precious\n');
  });

  it.each(['a folder', 'a link to a file of its own', 'a link to nothing'])('leaves %s alone', (kind) => {
    const own = join(directory, 'own.env');
    writeEnvFile(own, variables);
    if (kind === 'a folder') file = directory;
    else symlinkSync(kind === 'a link to nothing' ? join(directory, 'nothing') : own, file);
    expect(() => writeEnvFile(file, { NAME: 'other' })).toThrow('it stays as it is');
    expect(parse(readFileSync(own))).toEqual(variables);
  });

  it('says so when the folder is not there', () => {
    expect(() => writeEnvFile(join(directory, 'no', 'serve.env'), variables)).toThrow('cannot be written (ENOENT)');
  });

  it('removes its file, and not what somebody else has put there since', () => {
    const first = writeEnvFile(file, variables);
    const second = writeEnvFile(file, { NAME: 'other' });
    first.remove();
    expect(existsSync(file)).toBe(true);
    second.remove();
    expect(existsSync(file)).toBe(false);
    second.remove();
  });
});
