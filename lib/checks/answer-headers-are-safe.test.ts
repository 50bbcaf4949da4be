import { describe, expect, it } from 'vitest';
import type { HeaderLine } from '../exchange/exchange.ts';
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
    const cached = testAnswer(200, {}, [NOSNIFF, ['Cache-Control', 'no-cache']]);
    const safe = testAnswer(200, {}, [NOSNIFF, ['Cache-Control', 'private, no-store']]);
    expect(answerHeadersAreSafe.evaluate(testContext(cached, { mayReturn }))).toEqual(
      observation(
        'header.cache-control',
        { kind: 'header', name: 'cache-control' },
        'no-store, since the answer holds a secret',
        'no-cache',
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

  it.each(['soon', '-1', '2 minutes'])('reports a Retry-After of "%s", which no client can read', (wait) => {
    const answer = testAnswer(503, {}, [['Retry-After', wait]]);
    expect(answerHeadersAreSafe.evaluate(testContext(answer))).toEqual(
      observation('header.retry-after', { kind: 'header', name: 'retry-after', status: 503 }, 'a time to wait', wait),
    );
  });

  it.each(['120', 'Fri, 31 Dec 2027 23:59:59 GMT'])('accepts a Retry-After of "%s"', (wait) => {
    const answer = testAnswer(503, {}, [['Retry-After', wait]]);
    expect(answerHeadersAreSafe.evaluate(testContext(answer))).toEqual({ kind: 'passed' });
  });
});

describe('answerHeadersAreSafe, of what one caller is answered', () => {
  const BEARER = [['Authorization', '[secret:orgApiKey]']] as const;
  const COOKIE = [['Cookie', 'session=[secret:ownerSession]']] as const;
  const judge = (headers: readonly HeaderLine[], sent: readonly HeaderLine[], operationId = 'readWidget') => {
    const context = testContext(testAnswer(200, {}, [NOSNIFF, ...headers]), { operationId });
    const request = { ...context.exchange.request, headers: sent };
    return answerHeadersAreSafe.evaluate({ ...context, exchange: { ...context.exchange, request } });
  };

  it.each([
    [[['Cache-Control', 'public, max-age=60']], BEARER, 'cache-control', 'public, max-age=60'],
    [[['Cache-Control', 's-maxage=60']], BEARER, 'cache-control', 's-maxage=60'],
    [[['Cache-Control', 'max-age=60']], COOKIE, 'cache-control', 'max-age=60'],
    [[['Expires', 'Fri, 31 Dec 2027 23:59:59 GMT']], COOKIE, 'expires', 'a date to come'],
  ] as const)('reports that a shared cache may keep it: %j', (headers, sent, name, seen) => {
    expect(judge(headers, sent)).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'header.shared-cache',
          place: { kind: 'header', name },
          clause: `${OPERATION}/security`,
          expected: 'private or no-store, since a credential is needed for it',
          seen,
        },
      ],
    });
  });

  it.each([
    [[['Cache-Control', 'max-age=60']], BEARER],
    [[['Cache-Control', 'private, max-age=60']], COOKIE],
    [[['Cache-Control', 'public, max-age=0']], COOKIE],
    [[['Cache-Control', 'public, max-age=60'] as const, ['Vary', 'Accept, Authorization'] as const], BEARER],
    [[['Expires', 'Thu, 01 Jan 1970 00:00:00 GMT']], COOKIE],
    [[], COOKIE],
  ] as const)('accepts %j', (headers, sent) => {
    expect(judge(headers, sent)).toEqual({ kind: 'passed' });
  });

  it('lets everybody keep what everybody may read', () => {
    expect(judge([['Cache-Control', 'public, max-age=60']], [], 'readOpen')).toEqual({ kind: 'passed' });
  });
});
