import { headerOf } from '../exchange/exchange.ts';
import type { Observation } from '../findings/finding.ts';
import { isSuccess } from '../exchange/status.ts';
import { responsesPointer } from './answer-facts.ts';
import { judgeBy, skip, type Check, type CheckContext } from './check.ts';

/**
 * Headers that keep a client safe: a challenge with every 401 (RFC 9110, section 11.6.1), `Cache-Control: no-store` where a
 * secret is given out (RFC 9111, section 5.2.2.5), no guessing of content types.
 */
export const answerHeadersAreSafe: Check = {
  id: 'answer-headers-are-safe',
  title: 'Answers carry the headers that keep clients safe',
  clause: 'RFC 9110, section 11.6.1; RFC 9111, section 5.2.2.5',
  rules: ['header.cache-control', 'header.retry-after', 'header.security', 'header.www-authenticate'],
  evaluate: (context) => {
    if (context.step.purpose === 'undo') return skip('not asked of requests that clear up');
    return judgeBy([...challenge(context), ...storing(context), ...sniffing(context), ...retrying(context)]);
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

function retrying(context: CheckContext): readonly Observation[] {
  const { answer } = context;
  if ((answer.status !== 429 && answer.status !== 503) || headerOf(answer.headers, 'retry-after') !== undefined)
    return [];
  return [
    {
      rule: 'header.retry-after',
      place: { kind: 'header', name: 'retry-after', status: answer.status },
      clause: responsesPointer(context),
      expected: 'a time to wait',
      seen: 'none',
    },
  ];
}
