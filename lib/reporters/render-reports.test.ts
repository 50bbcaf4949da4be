import { describe, expect, it } from 'vitest';
import { buildRecord } from '../../tests/support/test-record.ts';
import { REPORTERS } from './render-reports.ts';

describe('reporters', () => {
  it('have ids, titles and files of their own', () => {
    for (const member of ['id', 'title', 'fileName'] as const) {
      const values = REPORTERS.map((reporter) => reporter[member]);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  it.each(REPORTERS)('$id renders the same text from the same record', (reporter) => {
    expect(reporter.render(buildRecord())).toBe(reporter.render(buildRecord()));
  });

  it('show the step that failed on the page', () => {
    const failedSteps = [{ title: 'makes a', request: 'POST /a', seen: 'answered 400', cases: 2, advice: 'ask' }];
    const page = REPORTERS.find(({ id }) => id === 'html')?.render(buildRecord({ failedSteps }));
    expect(page).toContain(
      '<p class="failed-step">Set-up failed: makes a: POST /a answered 400. 2 cases of this run depend on it. To do: ask.</p>',
    );
  });

  it.each(REPORTERS)('$id renders a run that found and judged nothing', (reporter) => {
    const empty = {
      findings: [],
      gaps: [],
      deviations: [],
      matrix: [],
      cases: [],
      operations: [],
      notes: [],
      leftovers: [],
    };
    expect(reporter.render(buildRecord(empty))).not.toBe('');
  });
});
