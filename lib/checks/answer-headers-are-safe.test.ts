import { describe, expect, it } from 'vitest';
import type { Place } from '../findings/place.ts';
import { answerHeadersAreSafe } from './answer-headers-are-safe.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

const NOSNIFF = ['X-Content-Type-Options', 'nosniff'] as const;
const observation = (rule: string, place: Place, expected: string, seen: string): object => ({
  kind: 'failed',
  observations: [{ rule, place, clause: `${OPERATION}/responses`, expected, seen }],
});

describe('answerHeadersAreSafe', () => {
  it.each([
    ['a 401 with a challenge', testAnswer(401, {}, [['WWW-Authenticate', 'Bearer']])],
    ['a success that is not guessed at', testAnswer(200, {}, [['x-content-type-options', 'NoSniff']])],
    ['a success without a body', testAnswer(204)],
    ['a 429 that says how long to wait', testAnswer(429, {}, [['Retry-After', '1']])],
  ])('accepts %s', (_, answer) => {
    expect(answerHeadersAreSafe.evaluate(testContext(answer))).toEqual({ kind: 'passed' });
  });

  it('reports a 401 without a challenge', () => {
    expect(answerHeadersAreSafe.evaluate(testContext(testAnswer(401, {})))).toEqual(
      observation(
        'header.www-authenticate',
        { kind: 'header', name: 'www-authenticate', status: 401 },
        'a challenge that says how to authenticate',
        'none',
      ),
    );
  });

  it.each([429, 503])('reports a %d that does not say how long to wait', (status) => {
    expect(answerHeadersAreSafe.evaluate(testContext(testAnswer(status, {})))).toEqual(
      observation('header.retry-after', { kind: 'header', name: 'retry-after', status }, 'a time to wait', 'none'),
    );
  });

  it('reports a success whose type may be guessed', () => {
    expect(answerHeadersAreSafe.evaluate(testContext(testAnswer(200, {})))).toEqual(
      observation('header.security', { kind: 'header', name: 'x-content-type-options' }, 'nosniff', 'none'),
    );
  });

  it('asks for no-store only where a secret is given out', () => {
    const mayReturn = ['/token'];
    const cached = testAnswer(200, {}, [NOSNIFF, ['Cache-Control', 'max-age=5']]);
    const safe = testAnswer(200, {}, [NOSNIFF, ['Cache-Control', 'private, no-store']]);
    expect(answerHeadersAreSafe.evaluate(testContext(cached, { mayReturn }))).toEqual(
      observation(
        'header.cache-control',
        { kind: 'header', name: 'cache-control' },
        'no-store, since the answer holds a secret',
        'max-age=5',
      ),
    );
    expect(answerHeadersAreSafe.evaluate(testContext(safe, { mayReturn }))).toEqual({ kind: 'passed' });
    expect(answerHeadersAreSafe.evaluate(testContext(cached))).toEqual({ kind: 'passed' });
  });

  it('asks nothing of requests that clear up', () => {
    expect(answerHeadersAreSafe.evaluate(testContext(testAnswer(401), { step: { purpose: 'undo' } }))).toEqual({
      kind: 'skipped',
      reason: 'not asked of requests that clear up',
    });
  });
});
