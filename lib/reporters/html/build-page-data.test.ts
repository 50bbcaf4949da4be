import { describe, expect, it } from 'vitest';
import { buildFinding } from '../../../tests/support/test-record.ts';
import type { Evidence } from '../../findings/run-record.ts';
import { buildExchanges } from './build-page-data.ts';

function evidenceOf(caseId: string, text: string): Evidence {
  return {
    caseId,
    operationId: 'getOrg',
    purpose: 'probe',
    exchange: {
      requestId: 'r-1',
      startedAtMs: 0,
      durationMs: 12.4,
      request: { method: 'GET', url: 'https://cp.example.com/orgs', headers: [['Accept', 'application/json']] },
      outcome: {
        kind: 'answered',
        status: 200,
        headers: [['Content-Type', 'text/plain']],
        body: { kind: 'text', text },
      },
    },
  };
}

describe('buildExchanges', () => {
  it('shows the two messages line by line, with hidden characters made visible', () => {
    const findings = [buildFinding({ cases: ['a'] })];
    expect(buildExchanges({ findings, evidence: [evidenceOf('a', 'one\r\ntwo\u202e\tthree')] })).toEqual([
      {
        caseId: 'a',
        purpose: 'probe',
        outcome: 'answered 200 after 12 ms',
        request: 'GET https://cp.example.com/orgs\nAccept: application/json',
        answer: 'HTTP 200\nContent-Type: text/plain\n\none\ntwo\\u202e\\tthree',
      },
    ]);
  });

  it('says why there is no answer', () => {
    const evidence = evidenceOf('a', '');
    const failed: Evidence = {
      ...evidence,
      exchange: { ...evidence.exchange, outcome: { kind: 'failed', reason: 'reset', detail: 'the peer\nhung up' } },
    };
    const [view] = buildExchanges({ findings: [buildFinding({ cases: ['a'] })], evidence: [failed] });
    expect(view).toMatchObject({ outcome: 'no answer: reset after 12 ms', answer: 'the peer\nhung up' });
  });

  it('keeps those of the worst findings where there are too many', () => {
    const findings = Array.from({ length: 1000 }, (_, index) => buildFinding({ cases: [`case ${index}`] }));
    const evidence = findings.map((_, index) => evidenceOf(`case ${index}`, 'x'.repeat(5000)));
    const shown = buildExchanges({ findings, evidence });
    expect(shown[0]?.caseId).toBe('case 0');
    expect(JSON.stringify(shown).length).toBeLessThan(700_000);
    expect(shown.length).toBeGreaterThan(100);
  });
});
