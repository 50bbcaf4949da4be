import { headerOf } from '../exchange/exchange.ts';
import { judgeBy, skip, type Check } from './check.ts';

/**
 * No page of any origin reads an answer with the credentials of whoever looks at it: `Access-Control-Allow-Credentials` does not
 * stand beside an origin that is taken over from the request, beside `null`, or beside `*` (WHATWG Fetch, CORS protocol).
 */
export const crossOriginIsClosed: Check = {
  id: 'cross-origin-is-closed',
  title: 'Pages of other origins cannot read with the credentials of their visitors',
  clause: 'WHATWG Fetch, sections 3.3.3 and 3.3.5',
  rules: ['header.cors'],
  judgesOutside: true,
  evaluate: ({ answer, exchange, operation }) => {
    const allowed = headerOf(answer.headers, 'access-control-allow-origin')?.trim();
    const withCredentials = headerOf(answer.headers, 'access-control-allow-credentials')?.trim();
    if (allowed === undefined || withCredentials !== 'true') return skip('nothing is allowed to other origins');
    const sent = headerOf(exchange.request.headers, 'origin');
    const isTakenOver = sent !== undefined && allowed === sent && !exchange.request.url.startsWith(`${sent}/`);
    if (!isTakenOver && allowed !== '*' && allowed !== 'null') return judgeBy([]);
    return judgeBy([
      {
        rule: 'header.cors',
        place: { kind: 'header', name: 'access-control-allow-origin' },
        clause: operation.securityPointer,
        expected: 'credentials for known origins only',
        seen: isTakenOver ? 'credentials for the origin that was sent' : `credentials for the origin ${allowed}`,
        // Browsers refuse this pair, so that nothing is open yet: the next change of it may be.
        ...(allowed === '*' ? { severity: 'minor' as const } : {}),
      },
    ]);
  },
};
