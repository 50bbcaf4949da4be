import type { Operation } from '../contract/contract.ts';
import { headerOf, type Answer } from '../exchange/exchange.ts';
import { isHttpDate, parseHttpDate } from '../exchange/http-date.ts';
import type { Observation } from '../findings/finding.ts';
import { isSuccess } from '../exchange/status.ts';
import { responsesPointer } from './answer-facts.ts';
import { judgeBy, skip, type Check, type CheckContext } from './check.ts';

/**
 * Headers that keep a client safe: a challenge with every 401 (RFC 9110, section 11.6.1), `Cache-Control: no-store` where a
 * secret is given out (RFC 9111, section 5.2.2.5), nothing for all that was answered to one, no guessing of content types, a time
 * to wait that can be read.
 */
export const answerHeadersAreSafe: Check = {
  id: 'answer-headers-are-safe',
  title: 'Answers carry the headers that keep clients safe',
  clause: 'RFC 9110, section 11.6.1; RFC 9111, section 5.2.2.5',
  rules: [
    'header.cache-control',
    'header.retry-after',
    'header.security',
    'header.shared-cache',
    'header.www-authenticate',
  ],
  evaluate: (context) => {
    if (context.step.purpose === 'undo') return skip('not asked of requests that clear up');
    const shared = sharing(context);
    return judgeBy([
      ...challenge(context),
      ...(shared.length > 0 ? shared : storing(context)),
      ...sniffing(context),
      ...missingWait(context.operation, context.answer),
    ]);
  },
};

function challenge(context: CheckContext): readonly Observation[] {
  const { answer } = context;
  if (answer.status !== 401 || headerOf(answer.headers, 'www-authenticate') !== undefined) return [];
  return [
    {
      rule: 'header.www-authenticate',
      place: { kind: 'header', name: 'www-authenticate', status: 401 },
      clause: responsesPointer(context),
      expected: 'a challenge that says how to authenticate',
      seen: 'none',
    },
  ];
}

/** Judges answers that are meant to give out a secret; in any other answer the secret itself is the finding. */
function storing(context: CheckContext): readonly Observation[] {
  const { answer, mayReturn } = context;
  if (mayReturn.length === 0 || !isSuccess(answer.status)) return [];
  const seen = headerOf(answer.headers, 'cache-control');
  if (seen !== undefined && /\bno-store\b/i.test(seen)) return [];
  return [
    {
      rule: 'header.cache-control',
      place: { kind: 'header', name: 'cache-control' },
      clause: responsesPointer(context),
      expected: 'no-store, since the answer holds a secret',
      seen: seen ?? 'none',
    },
  ];
}

function sniffing(context: CheckContext): readonly Observation[] {
  const { answer } = context;
  if (
    !isSuccess(answer.status) ||
    answer.body.kind === 'empty' ||
    headerOf(answer.headers, 'x-content-type-options')?.toLowerCase() === 'nosniff'
  )
    return [];
  return [
    {
      rule: 'header.security',
      place: { kind: 'header', name: 'x-content-type-options' },
      clause: responsesPointer(context),
      expected: 'nosniff',
      seen: headerOf(answer.headers, 'x-content-type-options') ?? 'none',
    },
  ];
}

/**
 * Judges successes that somebody had to show a credential for. `public`, `s-maxage` and `must-revalidate` let a shared cache keep them
 * although they were asked for with `Authorization`; where the credential is a cookie any lifetime does (RFC 9111, sections 3 and 3.5).
 */
function sharing({ answer, operation, exchange }: CheckContext): readonly Observation[] {
  if (operation.security.length === 0 || !isSuccess(answer.status) || exchange.request.method !== 'GET') return [];
  const name = lifetimeHeader(answer, exchange.startedAtMs);
  if (name === undefined) return [];
  const directives = directivesOf(headerOf(answer.headers, 'cache-control') ?? '');
  const isForAll = ['public', 's-maxage', 'must-revalidate'].some((each) => directives.has(each));
  const isBearer = headerOf(exchange.request.headers, 'authorization') !== undefined;
  const isByCaller = /\*|\b(?:authorization|cookie)\b/i.test(headerOf(answer.headers, 'vary') ?? '');
  if (isByCaller || (isBearer && !isForAll)) return [];
  return [
    {
      rule: 'header.shared-cache',
      place: { kind: 'header', name },
      clause: operation.securityPointer,
      expected: 'private or no-store, since a credential is needed for it',
      seen: name === 'expires' ? 'a date to come' : (headerOf(answer.headers, name) ?? ''),
    },
  ];
}

/** Names the header that gives an answer a lifetime in shared caches; undefined where they may not keep it (RFC 9111, section 4.2.1). */
function lifetimeHeader({ headers }: Answer, nowMs: number): 'cache-control' | 'expires' | undefined {
  const directives = directivesOf(headerOf(headers, 'cache-control') ?? '');
  if (['no-store', 'private', 'no-cache'].some((each) => directives.has(each))) return undefined;
  const seconds = directives.get('s-maxage') ?? directives.get('max-age');
  if (seconds !== undefined) return Number(seconds) > 0 ? 'cache-control' : undefined;
  const expires = parseHttpDate(headerOf(headers, 'expires')?.trim() ?? '');
  return expires !== undefined && expires > nowMs ? 'expires' : undefined;
}

function directivesOf(header: string): ReadonlyMap<string, string> {
  return new Map(
    header.split(',').map((each) => {
      const [name = '', value = ''] = each.split('=');
      return [name.trim().toLowerCase(), value.trim().replaceAll('"', '')];
    }),
  );
}

/** Observes a 429 or 503 that does not say when to come back, in seconds or as a date (RFC 9110, section 10.2.3). */
export function missingWait(operation: Operation, answer: Answer): readonly Observation[] {
  if (answer.status !== 429 && answer.status !== 503) return [];
  const seen = headerOf(answer.headers, 'retry-after')?.trim();
  if (seen !== undefined && (/^\d+$/.test(seen) || isHttpDate(seen))) return [];
  return [
    {
      rule: 'header.retry-after',
      place: { kind: 'header', name: 'retry-after', status: answer.status },
      clause: `${operation.pointer}/responses`,
      expected: 'a time to wait',
      seen: seen ?? 'none',
    },
  ];
}
