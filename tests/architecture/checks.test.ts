import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../lib/checks/judge-exchange.ts';
import { readContract } from '../../lib/contract/read-spec.ts';
import { MUTANTS } from '../../lib/embedded/mutants/mutants.ts';
import { RULES } from '../../lib/rules/rules.ts';
import { choosePlatform } from '../../lib/platform/platforms.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LIB = join(ROOT, 'lib');

/**
 * Checks that no fault can show: the contract of the platform declares no response headers, as a test below holds, and two
 * validators disagree only through a fault of one of them.
 */
const NOTHING_TO_JUDGE: readonly string[] = ['required-headers-are-present', 'second-opinion-agrees'];

function repeated(ids: readonly string[]): readonly string[] {
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

describe('checks', () => {
  it.each(CHECKS.map(({ id }) => id))('%s has a file of its name, and a test beside it', (id) => {
    expect(existsSync(join(ROOT, 'lib', 'checks', `${id}.ts`))).toBe(true);
    expect(existsSync(join(ROOT, 'lib', 'checks', `${id}.test.ts`))).toBe(true);
  });

  it('have ids that are there once, and name only rules that exist', () => {
    const rules = new Set(RULES.map(({ id }) => id));
    expect(repeated(CHECKS.map(({ id }) => id))).toEqual([]);
    expect(CHECKS.flatMap((check) => check.rules.filter((rule) => !rules.has(rule)))).toEqual([]);
    expect(CHECKS.filter((check) => check.rules.length === 0).map(({ id }) => id)).toEqual([]);
  });

  it.each(CHECKS.filter(({ id }) => !NOTHING_TO_JUDGE.includes(id)).map((check) => [check.id, check] as const))(
    '%s is caught failing by a fault, by a rule that no other check reports',
    (_, check) => {
      const others = new Set(CHECKS.filter((other) => other !== check).flatMap((other) => other.rules));
      const own = check.rules.filter((rule) => !others.has(rule));
      // What these expect is held against a real run in tests/mutants.
      const faults = MUTANTS.filter(({ undetectable, world }) => undetectable === undefined && world === undefined);
      const catching = faults.filter(({ expects }) => expects.some((rule) => own.includes(rule)));
      expect(catching.map(({ id }) => id)).not.toEqual([]);
    },
  );

  it('that are never caught failing have nothing to judge: the contract declares no response headers', async () => {
    const read = await readContract(join(ROOT, 'spec', 'management.yaml'), { choosePlatform, validate: false });
    const operations = read.ok ? read.value.operations : [];
    expect(operations).not.toEqual([]);
    expect(operations.flatMap(({ responses }) => responses.flatMap(({ headers }) => headers))).toEqual([]);
  });
});

describe('rules', () => {
  it('have ids that are there once', () => {
    expect(repeated(RULES.map(({ id }) => id))).toEqual([]);
  });

  it('are reported by a check or by the run, or say why they are not', () => {
    const sources = ['run', 'traffic']
      .flatMap((folder) => readdirSync(join(LIB, folder), { encoding: 'utf8' }).map((name) => join(LIB, folder, name)))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    const byChecks = new Set(CHECKS.flatMap(({ rules }) => rules));
    const silent = RULES.filter(
      ({ id, severity }) => severity !== undefined && !byChecks.has(id) && !sources.includes(`'${id}'`),
    );
    const explained = RULES.filter(({ unreported }) => unreported !== undefined);
    expect(silent.map(({ id }) => id)).toEqual(explained.map(({ id }) => id));
  });

  it('that faults are expected to show exist', () => {
    const rules = new Set(RULES.map(({ id }) => id));
    expect(MUTANTS.flatMap(({ expects }) => expects.filter((rule) => !rules.has(rule)))).toEqual([]);
  });
});
