import { describe, expect, it } from 'vitest';
import type { Answer, HeaderLine } from '../exchange/exchange.ts';
import { answerHeadersAreTrue } from './answer-headers-are-true.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

const NOW_MS = Date.parse('2026-05-01T12:00:00Z');
const judge = (answer: Answer, changes: Parameters<typeof testContext>[1] = {}) => {
  const context = testContext(answer, changes);
  return answerHeadersAreTrue.evaluate({ ...context, exchange: { ...context.exchange, startedAtMs: NOW_MS } });
};
const judgeHeaders = (...headers: readonly HeaderLine[]) => judge(testAnswer(200, {}, headers));
const observed = (rule: string, name: string, [expected, seen]: readonly [string, string]) => ({
  kind: 'failed',
  observations: [{ rule, place: { kind: 'header', name }, clause: `${OPERATION}/responses`, expected, seen }],
});

describe('answerHeadersAreTrue', () => {
  it('accepts a clock that is nearly right, and what a cache has kept', () => {
    expect(judgeHeaders(['Date', 'Fri, 01 May 2026 11:20:00 GMT'])).toEqual({ kind: 'passed' });
    expect(judgeHeaders(['Date', 'Fri, 01 May 2026 01:00:00 GMT'], ['Age', '39600'])).toEqual({ kind: 'passed' });
  });

  it.each([
    ['Thu, 30 Apr 2026 12:00:00 GMT', ['the time of the answer', 'more than an hour in the past']],
    ['Friday, 01-May-26 18:00:00 GMT', ['the time of the answer', 'more than an hour in the future']],
    ['Fri May  1 18:00:00 2026', ['the time of the answer', 'more than an hour in the future']],
    ['2026-05-01T12:00:00Z', ['a date', 'a text that is no date']],
  ] as const)('reports the date %s', (date, words) => {
    expect(judgeHeaders(['Date', date])).toEqual(observed('header.date', 'date', words));
  });

  it('reports a body that is not in the encoding of the header, and one that is in none there is', () => {
    const plain = testAnswer(200, {}, [['Content-Encoding', 'gzip']]);
    const notEncoded: Answer = { ...plain, body: { kind: 'json', text: '{}', value: {}, notEncoded: true } };
    const words = ['a body in gzip, as the header says', 'a body that is not encoded'] as const;
    expect(judge(plain)).toEqual({ kind: 'passed' });
    expect(judge(notEncoded)).toEqual(observed('header.content-encoding', 'content-encoding', words));
    expect(judgeHeaders(['Content-Encoding', 'gzip, UTF-8'])).toEqual(
      observed('header.content-encoding', 'content-encoding', ['a registered content coding', 'utf-8']),
    );
  });

  it('reports a stable operation that says it is going away, at its own address only', () => {
    const answer = testAnswer(200, {}, [['Sunset', 'Fri, 31 Dec 2027 23:59:59 GMT']]);
    const words = ['no sunset, since the operation is not deprecated', 'a header sunset'] as const;
    expect(judge(answer)).toEqual(observed('surface.deprecation-undeclared', 'sunset', words));
    const elsewhere = { operationId: 'readWidget', service: 'cp' as const, method: 'GET', path: '/old', query: [] };
    expect(judge(answer, { step: { request: { ...elsewhere, headers: [] } } })).toEqual({ kind: 'passed' });
    expect(judge(answer, { step: { outside: true } })).toEqual({ kind: 'passed' });
  });

  it('reports an answer after its sunset, wherever it comes from', () => {
    const answer = testAnswer(200, {}, [['Sunset', 'Wed, 31 Dec 2025 23:59:59 GMT']]);
    const words = ['no answer any more', 'a date in the past'] as const;
    expect(judge(answer, { step: { outside: true } })).toEqual(observed('surface.past-sunset-alive', 'sunset', words));
  });

  it('asks nothing of requests that clear up', () => {
    const skipped = { kind: 'skipped', reason: 'not asked of requests that clear up' };
    expect(judge(testAnswer(204), { step: { purpose: 'undo' } })).toEqual(skipped);
  });
});
