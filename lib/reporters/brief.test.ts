import { describe, expect, it } from 'vitest';
import { buildDrift, buildFinding, buildRecord } from '../../tests/support/test-record.ts';
import type { RunRecord } from '../findings/run-record.ts';
import { renderBrief } from './brief.ts';

const OPTIONS = { reportDirectory: 'reports/latest' };
const LONG = 'something that takes many words to say, and then some more of them, '.repeat(12);

function linesOf(record: RunRecord, columns = 80): readonly string[] {
  return renderBrief(record, { ...OPTIONS, columns })
    .split('\n')
    .flatMap((line) => Array.from({ length: Math.max(1, Math.ceil(line.length / columns)) }, () => line));
}

describe('renderBrief', () => {
  it('says the verdict, the worst causes with what would put them right, and where the report is', () => {
    const text = renderBrief(buildRecord(), OPTIONS);
    expect(text).toMatch(/^DRIFT: 2 findings at or above major \(exit code 1\)\n/);
    expect(text).toContain('1 critical, 1 major');
    expect(text).toContain(
      [
        'CRITICAL  A protected operation answers without a credential',
        '          GET /api/v1/orgs/{slug}',
        '          Fix: Put the authentication in front of the route, for all routes by',
        '          default.',
      ].join('\n'),
    );
    expect(text).toContain('Checked 1 of 58 operations');
    expect(text).toMatch(/Report: reports\/latest\/report\.html \(--verbose prints all of it\)\nExit code 1: [^\n]*$/);
  });

  it.each<readonly [string, Partial<RunRecord>]>([
    ['a clean run', { findings: [], gaps: [], leftovers: [], verdict: 'conforms', exitCode: 0 }],
    [
      'a run with very many findings',
      {
        findings: Array.from({ length: 300 }, (_, index) =>
          buildFinding({ place: { kind: 'body', pointer: `/${index}` } }),
        ),
      },
    ],
    [
      'a run of which everything went wrong, in many words',
      {
        because: LONG,
        failedSteps: Array.from({ length: 5 }, () => ({
          title: LONG,
          request: 'POST /a',
          seen: LONG,
          cases: 9,
          advice: LONG,
        })),
        findings: Array.from({ length: 9 }, () => buildFinding({ path: `/${LONG}` })),
        gaps: [{ rule: 'gap.transport', reason: LONG }],
        leftovers: Array.from({ length: 9 }, () => ({ kind: 'org', name: LONG, removal: '' })),
      },
    ],
  ])('fits a screen of 80 columns and 24 lines: %s', (_title, parts) => {
    const lines = linesOf(buildRecord(parts));
    expect(lines.length).toBeLessThanOrEqual(23);
  });

  it('names new findings before those that are known', () => {
    const known = buildFinding({ severity: 'critical', fingerprint: 'known' });
    const fresh = buildFinding({ severity: 'minor', rule: 'body.undeclared', fingerprint: 'fresh' });
    const drift = { ...buildDrift(), newFindings: ['fresh'] };
    const text = renderBrief(buildRecord({ findings: [known, fresh], drift }), OPTIONS);
    expect(text.indexOf('MINOR')).toBeLessThan(text.indexOf('CRITICAL'));
    expect(text).toContain('[known]');
  });
});
