import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import type { Answer, SentRequest } from '../exchange/exchange.ts';
import { refusalIsWellFormed } from './refusal-is-well-formed.ts';
import { OPERATION, REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

const rightful = testAnswer(200, { id: 'widget-of-the-owner', made: '2026-11-25T02:00:00Z' });

describe('refusalIsWellFormed', () => {
  it('accepts a declared error', () => {
    const context = testContext(testAnswer(401, { error: 'no' }), { expectation: REFUSED, others: { rightful } });
    expect(refusalIsWellFormed.evaluate(context)).toEqual({ kind: 'passed' });
  });

  it.each<readonly [string, Answer, string]>([
    ['no body', testAnswer(401), 'no body'],
    ['a page', testAnswer(401, '<html></html>'), 'a page of HTML'],
    ['a text', testAnswer(401, 'no'), 'text/plain'],
    [
      'JSON that is none',
      testAnswer(401, '{"error":NaN}', [['content-type', 'application/json']]),
      'JSON with NaN or Infinity in it',
    ],
    ['another media type', testAnswer(401, { error: 'no' }, [['content-type', 'text/json']]), 'text/json'],
  ])('reports %s', (_, answer, seen) => {
    expect(refusalIsWellFormed.evaluate(testContext(answer, { expectation: REFUSED }))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'auth.refusal-shape',
          place: { kind: 'refusal', status: 401 },
          clause: `${OPERATION}/responses/401`,
          expected: 'application/json',
          seen,
          tier: 'org-key',
        },
      ],
    });
  });

  it('reports a body that is not of the declared schema', () => {
    expect(refusalIsWellFormed.evaluate(testContext(testAnswer(401, {}), { expectation: REFUSED }))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'auth.refusal-shape',
          place: { kind: 'body', status: 401, pointer: '/error' },
          clause: '/components/schemas/Error/required/0',
          expected: 'the required member "error"',
          seen: 'no such member',
          tier: 'org-key',
        },
      ],
    });
  });

  it('cannot tell where the schema cannot be used', () => {
    const { contract, ...context } = testContext(testAnswer(401, {}), { expectation: REFUSED });
    const broken = { ...contract, judge: () => ({ kind: 'unsupported', reason: 'an unknown keyword' }) as const };
    expect(refusalIsWellFormed.evaluate({ ...context, contract: broken })).toEqual({
      kind: 'inconclusive',
      gap: 'gap.schema-unsupported',
      reason: 'an unknown keyword',
    });
  });

  it('reports 403 for nobody in the matrix', () => {
    const context = testContext(testAnswer(403, { error: 'no' }), {
      expectation: REFUSED,
      testCase: { family: 'tier-matrix' },
      step: { tier: 'anonymous' },
    });
    expect(refusalIsWellFormed.evaluate(context)).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'auth.refusal-semantics',
          place: { kind: 'status-of-refusal' },
          clause: `${OPERATION}/responses`,
          expected: '401',
          seen: '403',
          tier: 'anonymous',
        },
      ],
    });
  });

  it.each([
    ['a member of the protected answer', { error: 'no', parts: [] }, 'parts of the protected answer'],
    ['a value of it', { error: 'widget-of-the-owner' }, 'id of the protected answer'],
  ])('reports %s, and nothing else then', (_, body, seen) => {
    const context = testContext(testAnswer(401, body), { expectation: REFUSED, others: { rightful } });
    expect(refusalIsWellFormed.evaluate(context)).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'auth.refusal-leaks',
          place: { kind: 'refusal', status: 401 },
          clause: `${OPERATION}/security`,
          expected: 'a refusal without anything of the protected answer',
          seen,
          tier: 'org-key',
          attack: 'whoever is refused by readWidget reads the protected answer all the same',
        },
      ],
    });
  });

  it.each<readonly [string, Partial<SentRequest>, JsonValue]>([
    ['the path', { url: 'http://localhost/widgets/widget%2Dof-the-owner' }, { error: 'widget-of-the-owner' }],
    ['the query', { url: 'http://localhost/widgets/?id=widget-of-the-owner' }, { error: 'widget-of-the-owner' }],
    ['a header', { headers: [['X-Widget', 'widget-of-the-owner']] }, { error: 'no', id: 'widget-of-the-owner' }],
    ['the body', { body: '{"parts":[7]}' }, { error: 'no', parts: 7 }],
    ['a text that was sent', { body: 'id is widget-of-the-owner' }, { error: 'no', id: 'widget-of-the-owner' }],
    ['nobody', {}, { error: 'no', id: null }],
  ])('accepts what stands in %s already', (_, request, body) => {
    const context = testContext(testAnswer(401, body), { expectation: REFUSED, others: { rightful } });
    const exchange = { ...context.exchange, request: { ...context.exchange.request, ...request } };
    expect(refusalIsWellFormed.evaluate({ ...context, exchange })).toEqual({ kind: 'passed' });
  });

  it('reports what stands in the request only as a part of another word', () => {
    const context = testContext(testAnswer(401, { error: 'no', parts: 7 }), { expectation: REFUSED });
    const request = { ...context.exchange.request, url: 'http://localhost/widgets/77' };
    expect(refusalIsWellFormed.evaluate({ ...context, exchange: { ...context.exchange, request } }).kind).toBe(
      'failed',
    );
  });

  it('looks at refusals only', () => {
    const skipped = { kind: 'skipped', reason: 'not a refusal' };
    expect(refusalIsWellFormed.evaluate(testContext(testAnswer(404, {})))).toEqual(skipped);
    expect(refusalIsWellFormed.evaluate(testContext(testAnswer(200, {}), { expectation: REFUSED }))).toEqual(skipped);
  });

  it('reports who a person is within a sentence, and not a word that happens to be in the protected answer', () => {
    const owned = testAnswer(200, { id: 'widget-1', status: 'in progress', owner: 'user-ada-1' });
    const judge = (error: string) =>
      refusalIsWellFormed.evaluate(
        testContext(testAnswer(403, { error }), { expectation: REFUSED, others: { rightful: owned } }),
      );
    expect(judge('ask user-ada-1 to let you in')).toMatchObject({
      observations: [{ rule: 'auth.refusal-leaks', seen: 'owner of the protected answer' }],
    });
    expect(judge('a change is in progress')).toEqual({ kind: 'passed' });
  });
});
