import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HarnessError } from '../../core/errors.ts';
import { MUTANTS, selectMutants } from './mutants.ts';

describe('the mutants', () => {
  const ids = MUTANTS.map(({ id }) => id);

  it('have ids of their own, and are listed in their order', () => {
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids.filter((id) => !/^[a-z0-9]+(?:-[a-z0-9]+)+$/.test(id))).toEqual([]);
  });

  it('name the operations they show on and the rules that should report them', () => {
    for (const { id, title, operations, expects } of MUTANTS) {
      expect([id, title.length > 0, operations.length > 0]).toEqual([id, true, true]);
      for (const rule of expects) expect(rule).toMatch(/^[a-z]+\.[a-z0-9-]+$/);
    }
  });

  it('are reported, but for those that a suite should bear in silence', () => {
    const silent = MUTANTS.filter(({ expects }) => expects.length === 0);
    expect(silent.map(({ id }) => id)).toEqual(['provisioning-never-ends', 'provisioning-recovers']);
    expect(silent.filter(({ seenBy }) => seenBy === undefined)).toEqual([]);
  });

  it('are each shown at work by a test', () => {
    const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('-mutants.test.ts'));
    const text = tests.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n');
    expect(ids.filter((id) => !text.includes(`'${id}`))).toEqual([]);
  });

  it('are all listed: none is left out of the list of its area or of the areas', () => {
    const texts = readdirSync(import.meta.dirname)
      .filter((name) => name.endsWith('-faults.ts'))
      .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'));
    const written = texts.flatMap((text) => [...text.matchAll(/^ +id: '([^']+)'/gm)].map((match) => match[1]));
    expect(written.sort()).toEqual(ids);
  });

  it('are selected by their id or by the incident they repeat, each once', () => {
    const repeating = MUTANTS.filter(({ incident }) => incident === 'I-13').map(({ id }) => id);
    expect(repeating.length).toBeGreaterThan(1);
    expect(selectMutants(['I-13', repeating[0] ?? '']).map(({ id }) => id)).toEqual(repeating);
  });

  it('are named where an unknown id is near theirs', () => {
    const message = 'There is no fault "accept-any-bearer". Near it: accepts-any-bearer,';
    expect(() => selectMutants(['accept-any-bearer'])).toThrow(HarnessError);
    expect(() => selectMutants(['accept-any-bearer'])).toThrow(message);
  });
});
