import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const MOST_BYTES = 3_000_000;
/** Packing builds the bundle first. */
const PATIENCE_MS = 120_000;
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'conform-'));
let tarball: string;

beforeAll(async () => {
  await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT });
  tarball = join(folder, readdirSync(folder)[0] ?? '');
  await run('tar', ['-xzf', tarball, '-C', folder]);
  // As npm would install them.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}, PATIENCE_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('is small, and holds no tests and no sources', () => {
    expect(statSync(tarball).size).toBeLessThan(MOST_BYTES);
    const files = readdirSync(join(folder, 'package'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => /[.]test[.]|^(?:lib|suites|tests)\//.test(name))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'dist/LICENSES.txt', 'spec/management.yaml']));
  });

  it(
    'runs where it is installed',
    async () => {
      const conform = join(folder, 'package', 'bin', 'conform.mjs');
      const { stdout } = await run(process.execPath, ['--', conform, 'run', '--only', 'getOrg'], { cwd: folder });
      expect(stdout).toMatch(/^CONFORMS: no new drift at or above major/);
      expect(readdirSync(join(folder, 'reports', 'latest'))).toContain('report.html');
    },
    PATIENCE_MS,
  );
});
