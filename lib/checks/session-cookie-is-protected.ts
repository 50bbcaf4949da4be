import type { Contract } from '../contract/contract.ts';
import { parseSetCookie } from '../exchange/cookies.ts';
import { responsesPointer } from './answer-facts.ts';
import { judgeBy, PASSED, skip, type Check } from './check.ts';

/** A cookie that holds a session is out of reach for scripts, for other sites and for plain HTTP (RFC 6265, sections 4.1.2 and 8.3). */
export const sessionCookieIsProtected: Check = {
  id: 'session-cookie-is-protected',
  title: 'A session cookie is protected',
  clause: 'RFC 6265, sections 4.1.2 and 8.3; RFC 6265bis, section 4.1.2.7',
  rules: ['header.cookie'],
  judgesOutside: true,
  evaluate: (context) => {
    const { answer, contract, exchange } = context;
    const lines = answer.headers.flatMap(([name, value]) => (name.toLowerCase() === 'set-cookie' ? [value] : []));
    if (lines.length === 0) return skip('no cookie is set');
    const wanted = ['HttpOnly', 'SameSite', ...(exchange.request.url.startsWith('https:') ? ['Secure'] : [])];
    const missing = wanted.filter((attribute) =>
      lines.some((line) => setsSession(contract, line) && !attributesOf(line).has(attribute.toLowerCase())),
    );
    if (missing.length === 0) return PASSED;
    return judgeBy([
      {
        rule: 'header.cookie',
        place: { kind: 'header', name: 'set-cookie' },
        clause: responsesPointer(context),
        expected: `${wanted.join(', ')} on a cookie that holds a session`,
        seen: `a session without ${missing.join(', ')}`,
      },
    ]);
  },
};

const SESSION_NAME = /sess|token|auth|jwt|(?:^|[_.-])sid$/i;
/** Scripts have to read these. */
const READ_BY_SCRIPTS = /[cx]srf/i;

/** True for a cookie that the contract names as a credential, or that is called like one; not for one that is taken away. */
function setsSession({ securitySchemes }: Contract, line: string): boolean {
  const cookie = parseSetCookie(line);
  if (cookie === undefined || cookie.value === '' || /;\s*max-age\s*=\s*"?(?:0|-\d+)/i.test(line)) return false;
  const isDeclared = [...securitySchemes.values()].some(
    (scheme) => scheme.kind === 'apiKey' && scheme.in === 'cookie' && scheme.key === cookie.name,
  );
  return isDeclared || (SESSION_NAME.test(cookie.name) && !READ_BY_SCRIPTS.test(cookie.name));
}

function attributesOf(line: string): ReadonlySet<string> {
  const [, ...attributes] = line.split(';');
  return new Set(attributes.map((each) => (each.split('=')[0] ?? '').trim().toLowerCase()));
}
