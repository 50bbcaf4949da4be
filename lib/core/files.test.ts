import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endsTorn, linkAtomically, parseJsonLines, readJsonLines, writeFileAtomically } from './files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('writeFileAtomically', () => {
  it('replaces the text of a file and leaves nothing beside it', () => {
    const file = join(folder, 'a.json');
    writeFileAtomically(file, 'old');
    writeFileAtomically(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('writes with the mode that is asked for', () => {
    const file = join(folder, 'a.env');
    writeFileAtomically(file, 'A=1', { mode: 0o600 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('throws what the file system throws, and leaves nothing beside the file', () => {
    const taken = join(folder, 'taken');
    mkdirSync(taken);
    expect(() => writeFileAtomically(taken, 'text')).toThrow(expect.objectContaining({ code: 'EISDIR' }));
    expect(readdirSync(folder)).toEqual(['taken']);
    expect(() => writeFileAtomically(join(folder, 'missing', 'a'), 'text')).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
  });
});

describe('linkAtomically', () => {
  it('leads to another target in place of the first, and leaves nothing beside the link', () => {
    const link = join(folder, 'latest');
    linkAtomically(link, 'first');
    linkAtomically(link, 'second');
    expect(readlinkSync(link)).toBe('second');
    expect(readdirSync(folder)).toEqual(['latest']);
  });
});

describe('readJsonLines', () => {
  it('gives nothing for a file that is not there', () => {
    expect(readJsonLines(join(folder, 'a.jsonl'))).toEqual([]);
  });

  it('leaves out a last line that is torn, and one that was closed after it was torn', () => {
    const file = join(folder, 'a.jsonl');
    writeFileSync(file, '{"a":1}\n{"b":\n[2]\n\n{"c');
    expect(readJsonLines(file)).toEqual([{ a: 1 }, [2]]);
  });
});

describe('parseJsonLines', () => {
  it('takes a last line without a line end where it is whole', () => {
    expect(parseJsonLines('1\n2')).toEqual([1, 2]);
  });
});

describe('endsTorn', () => {
  it('tells a file that ends within a line from one that does not', () => {
    const file = join(folder, 'a.jsonl');
    expect(endsTorn(file)).toBe(false);
    writeFileSync(file, '');
    expect(endsTorn(file)).toBe(false);
    appendFileSync(file, '{"a":1}\n');
    expect(endsTorn(file)).toBe(false);
    appendFileSync(file, '{"b"');
    expect(endsTorn(file)).toBe(true);
  });
});
