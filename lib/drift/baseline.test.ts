import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testAcceptance } from '../../tests/support/test-record.ts';
import { HarnessError } from '../core/errors.ts';
import {
  addAcceptances,
  emptyBaseline,
  readBaseline,
  removeAcceptances,
  renderBaseline,
  writeBaseline,
} from './baseline.ts';
import { baselineFileOf, listBaselines } from './target-files.ts';

let reports: string;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'baseline-'));
});
afterEach(() => {
  rmSync(reports, { recursive: true });
});

const TWO = addAcceptances(emptyBaseline('staging'), [testAcceptance('b'), testAcceptance('a')]);

function errorOf(act: () => unknown): HarnessError {
  try {
    act();
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function readText(text: string): () => unknown {
  const file = join(reports, 'staging.json');
  writeFileSync(file, text);
  return () => readBaseline(file, 'staging');
}

describe('the baseline file', () => {
  it('is read as it was written, sorted by fingerprint, and leaves nothing beside it', () => {
    const file = baselineFileOf(reports, 'staging');
    writeBaseline(file, TWO);
    expect(readBaseline(file, 'staging')).toEqual(TWO);
    expect(TWO.acceptances).toEqual([testAcceptance('a'), testAcceptance('b')]);
    expect(readdirSync(join(reports, 'baseline'))).toEqual(['staging.json']);
    expect(listBaselines(reports)).toEqual(['staging']);
  });

  it('has the same bytes in whatever order things were accepted', () => {
    const other = addAcceptances(emptyBaseline('staging'), [testAcceptance('a'), testAcceptance('b')]);
    const file = baselineFileOf(reports, 'staging');
    writeBaseline(file, other);
    expect(readFileSync(file, 'utf8')).toBe(renderBaseline(TWO));
  });

  it('is empty where there is no file', () => {
    expect(readBaseline(join(reports, 'none.json'), 'staging')).toEqual(emptyBaseline('staging'));
  });

  it('takes a new acceptance of a fingerprint in place of the old one, and gives one up', () => {
    const renewed = addAcceptances(TWO, [testAcceptance('a', { until: '2027-06-30' })]);
    expect(renewed.acceptances.map(({ until }) => until)).toEqual(['2027-06-30', '2027-01-31']);
    expect(removeAcceptances(TWO, [testAcceptance('a')]).acceptances).toEqual([testAcceptance('b')]);
  });

  it('names file and problem where it is not JSON', () => {
    const { code, message, details } = errorOf(readText('{ "schemaVersion": 1,'));
    expect(code).toBe('configuration');
    expect(message).toContain('staging.json cannot be used');
    expect(details[0]).toContain('it is not JSON');
  });

  it('names the place of every problem', () => {
    const broken = {
      ...TWO,
      acceptances: [{ ...testAcceptance('a'), until: 'soon', extra: 1 }, testAcceptance('b', { reason: ' ' })],
    };
    const text = errorOf(readText(JSON.stringify(broken))).details.join('\n');
    expect(text).toContain('acceptances.0.until');
    expect(text).toContain('extra');
    expect(text).toContain('acceptances.1.reason');
  });

  it('says what is wrong in words that are not those of a library', () => {
    const { owner: _, ...nobody } = testAcceptance('a');
    const { details } = errorOf(
      readText(JSON.stringify({ schemaVersion: 2, target: 'staging', acceptances: [nobody], more: 1 })),
    );
    expect(details).toEqual([
      'schemaVersion: must be 1',
      'acceptances.0.owner: is missing, or not of the type string',
      'the document: has members that a baseline has not: more',
    ]);
  });

  it('refuses a version that it does not know', () => {
    expect(errorOf(readText(JSON.stringify({ ...TWO, schemaVersion: 2 }))).details[0]).toContain('schemaVersion');
  });

  it('refuses a fingerprint that is accepted twice', () => {
    const twice = { ...TWO, acceptances: [testAcceptance('a'), testAcceptance('a', { owner: 'billing' })] };
    expect(errorOf(readText(JSON.stringify(twice))).details).toEqual(['6100000000000000 is accepted more than once']);
  });

  it('refuses the baseline of another target', () => {
    expect(errorOf(readText(renderBaseline(emptyBaseline('production')))).message).toContain(
      'of the target "production"',
    );
  });

  it('refuses a target whose name leads out of its folder', () => {
    expect(errorOf(() => baselineFileOf(reports, '../outside')).code).toBe('configuration');
  });
});
