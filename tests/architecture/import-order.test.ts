import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const LIB = join(import.meta.dirname, '..', '..', 'lib');

/** Folders of lib/, lowest first, with the folders that each may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  exchange: ['core'],
  contract: ['core'],
  findings: ['core', 'exchange', 'contract'],
  cases: ['core', 'exchange', 'contract'],
  access: ['core', 'exchange', 'contract', 'findings', 'cases'],
  config: ['core', 'contract', 'cases'],
  transport: ['core', 'exchange', 'contract', 'cases', 'config'],
  checks: ['core', 'exchange', 'contract', 'findings', 'cases', 'access'],
  drift: ['core', 'findings'],
  cleanup: ['core', 'exchange', 'contract', 'cases', 'findings', 'config', 'transport', 'setup', 'run'],
  setup: ['core', 'exchange', 'contract', 'findings', 'cases', 'access', 'config', 'transport', 'cleanup', 'run'],
  run: [
    'core',
    'exchange',
    'contract',
    'findings',
    'cases',
    'access',
    'config',
    'transport',
    'checks',
    'cleanup',
    'setup',
    'reconcile',
  ],
  reconcile: ['core', 'exchange', 'contract', 'findings', 'cases', 'access', 'checks', 'run'],
  traffic: ['core', 'exchange', 'contract', 'findings', 'cases', 'access', 'transport', 'checks', 'run'],
  reporters: ['core', 'exchange', 'contract', 'findings', 'drift'],
  embedded: ['core', 'contract'],
  'suite-kit': ['core', 'exchange', 'contract', 'findings', 'cases', 'config', 'checks', 'run'],
  cli: [
    'core',
    'exchange',
    'contract',
    'findings',
    'cases',
    'config',
    'transport',
    'cleanup',
    'setup',
    'checks',
    'drift',
    'run',
    'reconcile',
    'traffic',
    'reporters',
    'embedded',
  ],
};

function sourceFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => join(dirname(file), match[1] ?? ''));
}

describe('import order', () => {
  it.each(Object.keys(MAY_IMPORT))('lib/%s imports only folders below it', (folder) => {
    const allowed = new Set([folder, ...(MAY_IMPORT[folder] ?? [])]);
    const strays = sourceFiles(join(LIB, folder)).flatMap((file) =>
      importsOf(file)
        .map((target) => ({ file: relative(LIB, file), target: relative(LIB, target) }))
        .filter(({ target }) => !target.startsWith('../') || target.includes('suites'))
        .filter(({ target }) => !allowed.has(target.split('/')[0] ?? '')),
    );
    expect(strays).toEqual([]);
  });

  it('knows every folder of lib', () => {
    const folders = readdirSync(LIB, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
    expect(folders.filter((folder) => MAY_IMPORT[folder] === undefined)).toEqual([]);
  });

  it('lets suites import the suite kit and nothing else', () => {
    const strays = sourceFiles(join(LIB, '..', 'suites')).flatMap((file) =>
      importsOf(file).filter((target) => relative(LIB, target) !== 'suite-kit/index.ts'),
    );
    expect(strays).toEqual([]);
  });
});
