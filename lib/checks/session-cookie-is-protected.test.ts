import { describe, expect, it } from 'vitest';
import { sessionCookieIsProtected } from './session-cookie-is-protected.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

function judge(cookies: readonly string[], scheme = 'http') {
  const answer = testAnswer(
    200,
    {},
    cookies.map((cookie) => ['Set-Cookie', cookie] as const),
  );
  const context = testContext(answer);
  const request = { ...context.exchange.request, url: `${scheme}://localhost/widgets/w1` };
  return sessionCookieIsProtected.evaluate({ ...context, exchange: { ...context.exchange, request } });
}

const observed = (expected: string, seen: string) => ({
  kind: 'failed',
  observations: [
    {
      rule: 'header.cookie',
      place: { kind: 'header', name: 'set-cookie' },
      clause: `${OPERATION}/responses`,
      expected: `${expected} on a cookie that holds a session`,
      seen: `a session without ${seen}`,
    },
  ],
});

describe('sessionCookieIsProtected', () => {
  it('reports what is missing on the cookie of the contract, and on one that is called like a session', () => {
    expect(judge(['session=x; Path=/'])).toEqual(observed('HttpOnly, SameSite', 'HttpOnly, SameSite'));
    expect(judge(['theme=dark', 'auth_token=x; HttpOnly'])).toEqual(observed('HttpOnly, SameSite', 'SameSite'));
  });

  it('asks for Secure where the answer came by HTTPS', () => {
    const cookie = 'session=x; httponly; samesite=lax';
    expect(judge([cookie])).toEqual({ kind: 'passed' });
    expect(judge([cookie], 'https')).toEqual(observed('HttpOnly, SameSite, Secure', 'Secure'));
    expect(judge([`${cookie}; secure`], 'https')).toEqual({ kind: 'passed' });
  });

  it.each(['theme=dark', 'csrf_token=x', 'session=; Path=/', 'session=x; Max-Age=0'])('accepts %s', (cookie) => {
    expect(judge([cookie])).toEqual({ kind: 'passed' });
  });

  it('has nothing to say without a cookie', () => {
    expect(judge([])).toEqual({ kind: 'skipped', reason: 'no cookie is set' });
  });
});
