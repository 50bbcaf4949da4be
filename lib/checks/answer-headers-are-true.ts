import { headerOf } from '../exchange/exchange.ts';
import { parseHttpDate } from '../exchange/http-date.ts';
import type { Observation } from '../findings/finding.ts';
import type { RuleId } from '../rules/rules.ts';
import { isSuccess } from '../exchange/status.ts';
import { isAtOwnAddress, responsesPointer } from './answer-facts.ts';
import { judgeBy, skip, type Check, type CheckContext } from './check.ts';

/**
 * Headers say what is so: the clock of the service goes right (RFC 9110, section 6.6.1), the body is in the encoding that it names
 * (section 8.4), only what the contract calls deprecated says so (RFC 9745), and what is past its sunset is gone (RFC 8594).
 */
export const answerHeadersAreTrue: Check = {
  id: 'answer-headers-are-true',
  title: 'Headers say what is so',
  clause: 'RFC 9110, sections 6.6.1 and 8.4; RFC 9745; RFC 8594',
  rules: ['header.content-encoding', 'header.date', 'surface.deprecation-undeclared', 'surface.past-sunset-alive'],
  judgesOutside: true,
  evaluate: (context) => {
    if (context.step.purpose === 'undo') return skip('not asked of requests that clear up');
    return judgeBy([...clock(context), ...encoding(context), ...retirement(context)]);
  },
};

/** A clock that is off by less may be that of this machine, and harms nobody. */
const FARTHEST_MS = 60 * 60 * 1000;

function clock(context: CheckContext): readonly Observation[] {
  const { answer, exchange } = context;
  const seen = headerOf(answer.headers, 'date');
  // What a cache gives out says when it was made.
  if (seen === undefined || headerOf(answer.headers, 'age') !== undefined) return [];
  const instant = parseHttpDate(seen.trim());
  if (instant === undefined) return [observe(context, 'header.date', 'date', ['a date', 'a text that is no date'])];
  const offMs = instant - (exchange.startedAtMs + exchange.durationMs);
  if (Math.abs(offMs) <= FARTHEST_MS) return [];
  const direction = offMs < 0 ? 'past' : 'future';
  return [observe(context, 'header.date', 'date', ['the time of the answer', `more than an hour in the ${direction}`])];
}

/** The content codings that are registered (RFC 9110, section 16.6.1), in lower case. */
const CODINGS: ReadonlySet<string> = new Set(
  'aes128gcm br compress dcb dcz deflate exi gzip identity pack200-gzip x-compress x-gzip zstd'.split(' '),
);

function encoding(context: CheckContext): readonly Observation[] {
  const { answer } = context;
  const seen = headerOf(answer.headers, 'content-encoding');
  if (seen === undefined || answer.body.kind === 'empty') return [];
  const unknown = seen
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .find((name) => name !== '' && !CODINGS.has(name));
  if (unknown !== undefined)
    return [observe(context, 'header.content-encoding', 'content-encoding', ['a registered content coding', unknown])];
  if (answer.body.notEncoded !== true) return [];
  return [
    observe(context, 'header.content-encoding', 'content-encoding', [
      `a body in ${seen}, as the header says`,
      'a body that is not encoded',
    ]),
  ];
}

function retirement(context: CheckContext): readonly Observation[] {
  const { answer, exchange, operation, step } = context;
  if (!isSuccess(answer.status)) return [];
  const sunset = headerOf(answer.headers, 'sunset');
  const end = sunset === undefined ? undefined : parseHttpDate(sunset.trim());
  if (end !== undefined && end < exchange.startedAtMs)
    return [observe(context, 'surface.past-sunset-alive', 'sunset', ['no answer any more', 'a date in the past'])];
  const signal = ['deprecation', 'sunset'].find((name) => headerOf(answer.headers, name) !== undefined);
  const isStable = !operation.deprecated && step.outside !== true && isAtOwnAddress(operation, step.request);
  if (signal === undefined || !isStable) return [];
  return [
    observe(context, 'surface.deprecation-undeclared', signal, [
      `no ${signal}, since the operation is not deprecated`,
      `a header ${signal}`,
    ]),
  ];
}

function observe(
  context: CheckContext,
  rule: RuleId,
  name: string,
  [expected, seen]: readonly [expected: string, seen: string],
): Observation {
  return { rule, place: { kind: 'header', name }, clause: responsesPointer(context), expected, seen };
}
