import { exactResponseFor } from '../contract/contract.ts';
import { declaredMembers } from '../contract/declared-members.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { lastTokenOf } from '../core/pointer.ts';
import { mediaTypeOf } from '../exchange/exchange.ts';
import { isPage } from '../exchange/page.ts';
import type { Observation } from '../findings/finding.ts';
import { isClientError, isSuccess } from '../exchange/status.ts';
import { listWords } from '../core/list-words.ts';
import { declaredContent, declaredResponse, isRefusal } from './answer-facts.ts';
import { walkBody } from './body-place.ts';
import { judgeBody } from './body-matches-schema.ts';
import { judgeBy, PASSED, skip, type Check, type CheckContext, type Verdict } from './check.ts';
import { knownTo } from './known-to.ts';

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
  const shared = {
    rule: 'auth.refusal-shape',
    clause: response?.pointer ?? `${context.operation.pointer}/responses`,
    tier: step.tier,
  } as const;
  if (response === undefined || response.content.length === 0) return [];
  const declared = listWords(response.content.map((content) => content.mediaType));
  if (answer.body.kind === 'empty')
    return [{ ...shared, place: { kind: 'refusal', status: answer.status }, expected: declared, seen: 'no body' }];
  if (isPage(answer))
    return [
      { ...shared, place: { kind: 'refusal', status: answer.status }, expected: declared, seen: 'a page of HTML' },
    ];
  if (answer.body.kind !== 'json')
    return [
      {
        ...shared,
        place: { kind: 'refusal', status: answer.status },
        expected: declared,
        seen: mediaTypeOf(answer.headers) ?? 'text',
      },
    ];
  const isDeclared = declaredContent(context) !== undefined;
  if (!isDeclared)
    return [
      {
        ...shared,
        place: { kind: 'refusal', status: answer.status },
        expected: declared,
        seen: mediaTypeOf(answer.headers) ?? 'no media type',
      },
    ];
  return [];
}

/** What the declared schema says of the body of a refusal that is JSON; anything else is another shape. */
function bodyOf(context: CheckContext): Verdict {
  return context.answer.body.kind === 'json' ? judgeBody(context, () => 'auth.refusal-shape') : PASSED;
}

function observationsOf(verdict: Verdict, { step }: CheckContext): readonly Observation[] {
  return verdict.kind === 'failed'
    ? verdict.observations.map((observation) => ({ ...observation, tier: step.tier }))
    : [];
}

/** 403 to somebody without any credential says that there is no way in, though there is one (RFC 9110, section 15.5.2). */
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

/** Members, or values that are no common words, of the success that the rightful caller was given. */
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

/** Members that an error may have without giving anything away. */
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
  return [...guarded].flatMap(([value, name]) => (texts.includes(value) ? [[value, name || 'an item'] as const] : []));
}
