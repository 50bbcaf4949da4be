import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listMutants } from './select-mutants.ts';

describe('the mutants', () => {
  const mutants = listMutants();

  it('have ids of their own, named like their files', () => {
    const files = readdirSync(import.meta.dirname)
      .filter((name) => name.endsWith('.ts') && !/registry|select-mutants|\.test\./.test(name))
      .map((name) => name.slice(0, -'.ts'.length));
    expect(mutants.map(({ id }) => id)).toEqual(files.sort());
  });

  it('name the operations they show on and the rules that should report them', () => {
    for (const { id, title, operations, expects } of mutants) {
      expect([id, title.length > 0, operations.length > 0]).toEqual([id, true, true]);
      for (const rule of expects) expect(rule).toMatch(/^[a-z]+\.[a-z-]+$/);
    }
  });

  it('are reported, but for those that a suite should bear in silence', () => {
    const silent = mutants.filter(({ expects }) => expects.length === 0);
    expect(silent.map(({ id }) => id)).toEqual(['provisioning-never-ends', 'provisioning-recovers', 'storms-with-429']);
    expect(silent.filter(({ seenBy }) => seenBy === undefined)).toEqual([]);
  });

  it('are each shown at work by a test', () => {
    const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('-mutants.test.ts'));
    const text = tests.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n');
    expect(mutants.filter(({ id }) => !text.includes(`'${id}`)).map(({ id }) => id)).toEqual([]);
  });

  it('stand in the registry in order', () => {
    const lines = readFileSync(new URL('registry.ts', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    const paths = lines.map((line) => line.slice(line.indexOf("'")));
    expect(paths).toEqual([...paths].sort());
  });
});
