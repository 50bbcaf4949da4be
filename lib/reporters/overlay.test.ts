import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { problemsOfRunJson } from '../../tests/support/test-formats.ts';
import { buildRecord } from '../../tests/support/test-record.ts';
import { applyOverlay } from '../contract/apply-overlay.ts';
import { renderConsole } from './console.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { overlay } from './overlay.ts';
import { renderReports } from './render-reports.ts';

const HIDDEN = 'state\u202e\u0007\u{e0041}';
const [first, second] = buildRecord().findings;
const RECONCILED = buildRecord({
  reconciliation: {
    edits: [
      {
        title: `declare the member "${HIDDEN}"`,
        fingerprints: [first?.fingerprint ?? ''],
        answers: 12,
        actions: [
          { target: '$.info.title', remove: true },
          { target: '$.info', update: { [HIDDEN]: { type: ['string', 'null'] } }, remove: false },
        ],
      },
    ],
    unreconciled: [{ fingerprint: second?.fingerprint ?? '', reason: 'the finding would still be there' }],
  },
});

describe('overlay', () => {
  it('is an overlay that can be applied, and names the finding of each action', () => {
    const document: unknown = parse(overlay.render(RECONCILED));
    const applied = applyOverlay({ info: { title: 'API', version: '1' } }, document);
    expect(applied).toMatchObject({
      value: { unmatched: [], document: { info: { version: '1', [HIDDEN]: { type: ['string', 'null'] } } } },
    });
    const { actions } = document as { readonly actions: readonly object[] };
    expect(actions).toHaveLength(2);
    for (const action of actions) expect(action).toMatchObject({ 'x-findings': [first?.fingerprint] });
  });

  it('shows characters that hide as escapes', () => {
    expect(overlay.render(RECONCILED)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  it('is not written where there is nothing to propose', () => {
    const names = (record: typeof RECONCILED): readonly string[] => renderReports(record).map(({ name }) => name);
    expect(names(RECONCILED)).toContain('proposed.overlay.yaml');
    expect(names(buildRecord())).not.toContain('proposed.overlay.yaml');
  });

  it('is named by the reports, with the number of findings and the reasons of those that have no edit', () => {
    const summary = /1 of \d+ findings could be reconciled by editing the contract: 1 edit in proposed\.overlay\.yaml/;
    const lines = renderConsole(RECONCILED, { reportDirectory: 'reports' }).replace(/\n\s+/g, ' ');
    expect(lines).toMatch(summary);
    const text = markdown.render(RECONCILED).replaceAll('&#58;', ':');
    expect(text).toMatch(summary);
    expect(text).toMatch(/no edit is proposed for .*the finding would still be there/);
    expect(problemsOfRunJson(json.render(RECONCILED))).toEqual([]);
  });
});
