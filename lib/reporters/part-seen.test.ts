import { describe, expect, it } from 'vitest';
import { buildFinding } from '../../tests/support/test-record.ts';
import type { SeenBody } from '../exchange/exchange.ts';
import type { Evidence } from '../findings/run-record.ts';
import { partSeen } from './part-seen.ts';

const VALUE = { items: [{ id: 'x', 'a/b': 1 }], tier: 'two', byName: { any: { size: 3 } } };
const JSON_BODY: SeenBody = { kind: 'json', text: JSON.stringify(VALUE), value: VALUE };

function evidenceOf(body: SeenBody, caseId = 'case'): Evidence {
  return {
    caseId,
    operationId: 'getOrg',
    purpose: 'probe',
    exchange: {
      requestId: 'r',
      startedAtMs: 0,
      durationMs: 1,
      request: { method: 'GET', url: 'https://cp.example.com', headers: [] },
      outcome: { kind: 'answered', status: 200, headers: [['Content-Type', 'text/html']], body },
    },
  };
}

function seenAt(place: string, body: SeenBody = JSON_BODY): string {
  return partSeen(buildFinding({ place, cases: ['case'] }), { evidence: [evidenceOf(body)] });
}

describe('partSeen', () => {
  it.each([
    ['body 200 /tier', 'HTTP 200, /tier: "two"'],
    ['body 200 /items/*/id', 'HTTP 200, /items/*/id: "x"'],
    ['body 200 /items/*/a~1b', 'HTTP 200, /items/*/a~1b: 1'],
    ['body /byName/*/size', 'HTTP 200, /byName/*/size: 3'],
    ['body 200 /items/*/gone', 'HTTP 200, /items/*: {"id":"x","a/b":1}'],
    ['body 200 /', `HTTP 200, ${JSON.stringify(VALUE)}`],
    ['body 200', `HTTP 200, ${JSON.stringify(VALUE)}`],
    ['header content-type', 'HTTP 200, Content-Type: text/html'],
    ['media type of 200', 'HTTP 200, Content-Type: text/html'],
    ['header location', 'HTTP 200, no location'],
    ['status', 'HTTP 200'],
    ['access, expired', 'HTTP 200'],
  ])('at %s is %s', (place, part) => {
    expect(seenAt(place)).toBe(part);
  });

  it('is the text, cut, where the body is no JSON', () => {
    expect(seenAt('body 200 /a', { kind: 'text', text: 'y'.repeat(999) })).toBe(`HTTP 200, ${'y'.repeat(289)}\u2026`);
    expect(seenAt('body 200', { kind: 'empty' })).toBe('HTTP 200');
  });

  it('is empty where no answer was kept', () => {
    expect(partSeen(buildFinding({ cases: ['other'] }), { evidence: [evidenceOf(JSON_BODY)] })).toBe('');
  });

  it('takes the first case that has an answer', () => {
    const evidence = [evidenceOf(JSON_BODY, 'second')];
    expect(partSeen(buildFinding({ place: 'body /tier', cases: ['first', 'second'] }), { evidence })).toContain(
      '"two"',
    );
  });
});
