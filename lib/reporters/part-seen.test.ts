import { describe, expect, it } from 'vitest';
import { buildFinding } from '../../tests/support/test-record.ts';
import type { SeenBody } from '../exchange/exchange.ts';
import type { Place } from '../findings/place.ts';
import type { Evidence } from '../findings/run-record.ts';
import { answerHeadersAreSafe } from '../checks/answer-headers-are-safe.ts';
import { partSeen } from './part-seen.ts';
import { testAnswer, testContext } from '../../tests/support/test-context.ts';

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

function seenAt(place: Place, body: SeenBody = JSON_BODY): string {
  return partSeen(buildFinding({ place, cases: ['case'] }), { evidence: [evidenceOf(body)] });
}

describe('partSeen', () => {
  it.each<readonly [Place, string]>([
    [{ kind: 'body', status: 200, pointer: '/tier' }, 'HTTP 200, /tier: "two"'],
    [{ kind: 'body', status: 200, pointer: '/items/*/id' }, 'HTTP 200, /items/*/id: "x"'],
    [{ kind: 'body', status: 200, pointer: '/items/*/a~1b' }, 'HTTP 200, /items/*/a~1b: 1'],
    [{ kind: 'body', pointer: '/byName/*/size' }, 'HTTP 200, /byName/*/size: 3'],
    [{ kind: 'body', status: 200, pointer: '/items/*/gone' }, 'HTTP 200, /items/*: {"id":"x","a/b":1}'],
    [{ kind: 'body', status: 200, pointer: '' }, `HTTP 200, ${JSON.stringify(VALUE)}`],
    [{ kind: 'body', status: 200 }, `HTTP 200, ${JSON.stringify(VALUE)}`],
    [{ kind: 'header', name: 'content-type' }, 'HTTP 200, Content-Type: text/html'],
    [{ kind: 'media-type', status: 200 }, 'HTTP 200, Content-Type: text/html'],
    [{ kind: 'header', name: 'location' }, 'HTTP 200, no location'],
    [{ kind: 'header', name: 'www-authenticate', status: 401 }, 'HTTP 200, no www-authenticate'],
    [{ kind: 'header', name: 'content-type', status: 200 }, 'HTTP 200, Content-Type: text/html'],
    [{ kind: 'body', pointer: '/tier', flaky: 'body.type' }, 'HTTP 200, /tier: "two"'],
    [{ kind: 'status' }, 'HTTP 200'],
    [{ kind: 'access', variant: 'expired' }, 'HTTP 200'],
  ])('at %o is %s', (place, part) => {
    expect(seenAt(place)).toBe(part);
  });

  it('is the text, cut, where the body is no JSON', () => {
    expect(seenAt({ kind: 'body', status: 200, pointer: '/a' }, { kind: 'text', text: 'y'.repeat(999) })).toBe(
      `HTTP 200, ${'y'.repeat(289)}\u2026`,
    );
    expect(seenAt({ kind: 'body', status: 200 }, { kind: 'empty' })).toBe('HTTP 200');
  });

  it('says of a header that a check misses that it is not there', () => {
    const outcome = testAnswer(401, {});
    const verdict = answerHeadersAreSafe.evaluate(testContext(outcome));
    const places = verdict.kind === 'failed' ? verdict.observations.map(({ place }) => place) : [];
    const evidence = evidenceOf(JSON_BODY);
    const seen = { evidence: [{ ...evidence, exchange: { ...evidence.exchange, outcome } }] };
    expect(places.map((place) => partSeen(buildFinding({ place, cases: ['case'] }), seen))).toEqual([
      'HTTP 401, no www-authenticate',
    ]);
  });

  it('is in the answer of the operation that shows the effect', () => {
    const looked: Evidence = { ...evidenceOf(JSON_BODY), operationId: 'listOrgs', purpose: 'verify' };
    const finding = buildFinding({ place: { kind: 'body', pointer: '/tier', seenIn: 'listOrgs' }, cases: ['case'] });
    const evidence = [evidenceOf({ kind: 'empty' }), looked];
    expect(partSeen(finding, { evidence })).toBe('HTTP 200, /tier: "two"');
  });

  it('is empty where no answer was kept', () => {
    expect(partSeen(buildFinding({ cases: ['other'] }), { evidence: [evidenceOf(JSON_BODY)] })).toBe('');
  });

  it('takes the first case that has an answer', () => {
    const evidence = [evidenceOf(JSON_BODY, 'second')];
    expect(
      partSeen(buildFinding({ place: { kind: 'body', pointer: '/tier' }, cases: ['first', 'second'] }), { evidence }),
    ).toContain('"two"');
  });

  it('takes the answer that counts where a case was sent again with all routing headers', () => {
    const first = evidenceOf(JSON_BODY);
    const outcome = { ...testAnswer(404), kind: 'answered' } as const;
    const routed = {
      ...first,
      purpose: 'probe with all routing headers',
      exchange: { ...first.exchange, outcome },
    };
    const evidence = [first, routed];
    const place = { kind: 'access' } as const;
    expect(partSeen(buildFinding({ place, cases: ['case'] }), { evidence })).toBe('HTTP 404');
    const demanded = buildFinding({ rule: 'tenant.routing-demanded', place, cases: ['case'] });
    expect(partSeen(demanded, { evidence })).toBe('HTTP 200');
  });
});
