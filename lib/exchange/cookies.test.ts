import { describe, expect, it } from 'vitest';
import { hideCookieValues, parseCookies, parseSetCookie } from './cookies.ts';

describe('cookies', () => {
  it('are read from the header of a request', () => {
    expect(parseCookies('a=1; b="2=3" ; broken; =x')).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: '2=3' },
    ]);
  });

  it('are read from the header of an answer, without attributes', () => {
    expect(parseSetCookie('sid=abc; Path=/; HttpOnly')).toEqual({ name: 'sid', value: 'abc' });
    expect(parseSetCookie('broken')).toBeUndefined();
  });

  it('keep their names and lose their values', () => {
    expect(hideCookieValues('Cookie', 'a=1; b=[secret:ownerSession]; c=')).toBe(
      'a=[secret:cookie a]; b=[secret:ownerSession]; c=',
    );
    expect(hideCookieValues('set-cookie', 's]id=abc; Path=/; Max-Age=9')).toBe(
      's]id=[secret:cookie s_id]; Path=/; Max-Age=9',
    );
  });
});
