import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../tests/support/test-formats.ts';
import { buildFinding, buildRecord, buildSpread } from '../../tests/support/test-record.ts';
import { csv } from './csv.ts';

function seenIn(seen: string): string | undefined {
  const [titles, row] = parseCsv(csv.render(buildRecord({ findings: [buildFinding({ seen })] })));
  return row?.[titles?.indexOf('seen') ?? -1];
}

describe('csv', () => {
  it('has a row of titles and one for each finding, each ended by CR and LF', () => {
    const text = csv.render(buildRecord());
    expect(text.split('\r\n')).toHaveLength(4);
    expect(parseCsv(text).map(([severity, , rule]) => [severity, rule])).toEqual([
      ['severity', 'rule'],
      ['critical', 'auth.anonymous-accepted'],
      ['major', 'body.required'],
    ]);
  });

  it('has one row for a finding, with all its operations', () => {
    const [titles, row, ...others] = parseCsv(csv.render(buildRecord({ findings: [buildSpread('a', 'b', 'c')] })));
    const cell = (title: string): string | undefined => row?.[titles?.indexOf(title) ?? -1];
    expect(others.flat().join('')).toBe('');
    expect([cell('operation'), cell('operations'), cell('number of operations')]).toEqual([
      'aOrg',
      'aOrg bOrg cOrg',
      '3',
    ]);
  });

  it('keeps commas and quotes in their cell', () => {
    expect(seenIn('a, "b"')).toBe('a, "b"');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', ' =1', '＝1'])('defuses the formula %j', (seen) => {
    expect(seenIn(seen)).toMatch(/^'/);
  });
});
