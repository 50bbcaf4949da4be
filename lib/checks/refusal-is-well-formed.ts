import { exactResponseFor } from '../contract/contract.ts';
import { declaredMembers } from '../contract/declared-members.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { parseJson } from '../core/parse-json.ts';
import { lastTokenOf } from '../core/pointer.ts';
import { mediaTypeOf, type SentRequest } from '../exchange/exchange.ts';
import { nameJsonError } from '../exchange/locate-json-error.ts';
import { isPage } from '../exchange/page.ts';
import type { Observation } from '../findings/finding.ts';
import { isClientError, isSuccess } from '../exchange/status.ts';
import { listWords, decodePercent } from '../core/text.ts';
import { declaredContent, declaredResponse, isJsonMediaType, isRefusal } from './answer-facts.ts';
import { walkBody } from './body-place.ts';
import { judgeBody } from './body-matches-schema.ts';
import { type Check, type CheckContext, judgeBy, PASSED, skip, type Verdict } from './check.ts';

/** A refusal is a contract too: its media type and body are the declared ones, and nothing of what it protects stands in it. */
export const refusalIsWellFormed: Check = {
  id: 'refusal-is-well-formed',
  title: 'A refusal looks as declared and gives nothing away',
  clause: 'OpenAPI 3.1, response object; RFC 9110, section 15.5',
  rules: ['auth.refusal-leaks', 'auth.refusal-semantics', 'auth.refusal-shape'],
  evaluate: (context) => {
    if (!isRefusal(context) || !isClientError(context.answer.status)) return skip('not a refusal');
    const leaks = leaksOf(context);
    if (leaks.length > 0) return judgeBy(leaks);
    const body = bodyOf(context);
    const found = [...shapeOf(context), ...observationsOf(body, context), ...semanticsOf(context)];
    return found.length === 0 && body.kind === 'inconclusive' ? body : judgeBy(found);
  },
};

function shapeOf(context: CheckContext): readonly Observation[] {
  const { answer, step } = context;
  const response = declaredResponse(context);
  const seen = otherShape(context);
  if (response === undefined || response.content.length === 0 || seen === undefined) return [];
  return [
    {
      rule: 'auth.refusal-shape',
      place: { kind: 'refusal', status: answer.status },
      clause: response.pointer,
      expected: listWords(response.content.map((content) => content.mediaType)),
      seen,
      tier: step.tier,
    },
  ];
}

/** Names the shape of a body that is not of a declared media type; undefined for one that is. */
function otherShape(context: CheckContext): string | undefined {
  const { answer } = context;
  if (answer.body.kind === 'empty') return 'no body';
  if (isPage(answer)) return 'a page of HTML';
  const mediaType = mediaTypeOf(answer.headers);
  if (answer.body.kind !== 'json')
    return isJsonMediaType(mediaType ?? '') && answer.body.isTooDeep !== true
      ? (nameJsonError(answer.body.text) ?? 'text that is not JSON')
      : (mediaType ?? 'text');
  return declaredContent(context) === undefined ? (mediaType ?? 'no media type') : undefined;
}

/** Holds a JSON body against the declared schema; `shapeOf` reports a body of another kind. */
function bodyOf(context: CheckContext): Verdict {
  return context.answer.body.kind === 'json' ? judgeBody(context, () => 'auth.refusal-shape') : PASSED;
}

function observationsOf(verdict: Verdict, { step }: CheckContext): readonly Observation[] {
  return verdict.kind === 'failed'
    ? verdict.observations.map((observation) => ({ ...observation, tier: step.tier }))
    : [];
}

/** Reports 401 and 403 in each other's place: 403 tells a caller without a credential that there is no way in (RFC 9110, section 15.5.2). */
function semanticsOf({ answer, step, operation, testCase }: CheckContext): readonly Observation[] {
  const { expectation } = step;
  if (
    expectation.kind !== 'refused' ||
    testCase.family !== 'tier-matrix' ||
    expectation.statuses.includes(answer.status)
  )
    return [];
  const isDeclared = exactResponseFor(operation, answer.status) !== undefined;
  if (!isDeclared || (answer.status !== 401 && answer.status !== 403)) return [];
  return [
    {
      rule: 'auth.refusal-semantics',
      place: { kind: 'status-of-refusal' },
      clause: `${operation.pointer}/responses`,
      expected: listWords(expectation.statuses),
      seen: String(answer.status),
      tier: step.tier,
    },
  ];
}

/** Reports members of the protected answer that stand in the refusal, and values of it that are no common words. */
function leaksOf(context: CheckContext): readonly Observation[] {
  const { answer, compared, operation, step } = context;
  if (answer.body.kind !== 'json') return [];
  const isKnown = knownTo(context.exchange.request);
  const found = [
    ...memberLeaks(context, isKnown),
    ...valueLeaks(answer.body.value, compared.rightful?.answer)
      .filter(([value]) => !isKnown(value))
      .map(([, name]) => name),
  ];
  const seen = [...new Set(found)].sort();
  if (seen.length === 0) return [];
  return [
    {
      rule: 'auth.refusal-leaks',
      place: { kind: 'refusal', status: answer.status },
      clause: operation.securityPointer,
      expected: 'a refusal without anything of the protected answer',
      seen: `${seen.slice(0, 4).join(', ')} of the protected answer`,
      tier: step.tier,
      attack: `whoever is refused by ${operation.id} reads the protected answer all the same`,
    },
  ];
}

function memberLeaks(
  { answer, operation, contract }: CheckContext,
  isKnown: (value: JsonValue) => boolean,
): readonly string[] {
  if (answer.body.kind !== 'json') return [];
  const success = operation.responses.find((response) => /^2/.test(response.status))?.content[0]?.schemaPointer;
  const refusal = exactResponseFor(operation, answer.status)?.content[0]?.schemaPointer;
  if (success === undefined) return [];
  const allowed = new Set(
    refusal === undefined ? ['error'] : declaredMembers(contract, refusal).members.map(lastTokenOf),
  );
  const guarded = new Set(
    declaredMembers(contract, success)
      .members.map(lastTokenOf)
      .filter((name) => !allowed.has(name) && !COMMON.has(name)),
  );
  return [...walkBody(answer.body.value)].flatMap(([, name, value]) =>
    guarded.has(name) && !isKnown(value) ? [name] : [],
  );
}

/** Members that an error may share with a success without giving anything away. */
const COMMON: ReadonlySet<string> = new Set(['status', 'message', 'code', 'title', 'detail', 'type', 'source', 'name']);
const SHORTEST_TELLING = 8;

function valueLeaks(
  refusal: Parameters<typeof walkBody>[0],
  rightful: CheckContext['answer'] | undefined,
): readonly (readonly [value: string, name: string])[] {
  if (rightful === undefined || !isSuccess(rightful.status) || rightful.body.kind !== 'json') return [];
  const guarded = new Map(
    [...walkBody(rightful.body.value)].flatMap(([, name, value]) =>
      typeof value === 'string' && value.length >= SHORTEST_TELLING ? [[value, name] as const] : [],
    ),
  );
  const texts = [...walkBody(refusal)].flatMap(([, , value]) => (typeof value === 'string' ? [value] : []));
  if (!isJsonObject(refusal) && texts.length === 0) return [];
  return [...guarded].flatMap(([value, name]) =>
    texts.some((text) => text === value || (PERSONAL.test(name) && text.includes(value)))
      ? [[value, name || 'an item'] as const]
      : [],
  );
}

/** Members that name a person: their values are no common words, so that they are told within a sentence as well. */
const PERSONAL = /(?:^|_)(?:user_id|user_name|username|full_name|email|phone|owner|author|by)$/i;

/** A shorter value may be part of a longer one by chance. */
const SHORTEST_PART = 8;

/**
 * Gives a function that is true for values that the sender knew already: they stand in the path, the query, a header or the
 * body of the request, so an answer that repeats them gives nothing away. Nor does `null`.
 */
function knownTo(request: SentRequest): (value: JsonValue) => boolean {
  const sent = valuesOf(request);
  const whole = new Set(sent);
  return (value) => {
    if (value === null) return true;
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    const text = String(value);
    return whole.has(text) || (text.length >= SHORTEST_PART && sent.some((each) => each.includes(text)));
  };
}

function valuesOf({ url, headers, body }: SentRequest): readonly string[] {
  const [address = '', query = ''] = url.split(/\?(.*)/s);
  return [
    ...address.split('/').map(decodePercent),
    ...new URLSearchParams(query).values(),
    ...headers.map(([, value]) => value),
    ...(body === undefined ? [] : [body, ...scalarsIn(body)]),
  ].filter((value) => value !== '');
}

function scalarsIn(body: string): readonly string[] {
  const parsed = parseJson(body);
  if (parsed.kind !== 'json') return [];
  return [...walkBody(parsed.value)].flatMap(([, , each]) =>
    typeof each === 'string' || typeof each === 'number' ? [String(each)] : [],
  );
}
