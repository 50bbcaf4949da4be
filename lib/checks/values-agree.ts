import { isJsonObject, type JsonObject } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import { isSuccess } from '../exchange/status.ts';
import type { Observation } from '../findings/finding.ts';
import type { RuleId } from '../rules/rules.ts';
import { declaredContent, declaredResponse } from './answer-facts.ts';
import { createPlacer, walkBody } from './body-place.ts';
import { distinct } from './body-matches-schema.ts';
import { judgeBy, skip, type Check, type CheckContext } from './check.ts';

/**
 * Members of one object agree where their names say how: nothing is changed before it was made, what remains is the limit without what
 * was spent, and no more is used than the cap allows unless something says so.
 */
export const valuesAgree: Check = {
  id: 'values-agree',
  title: 'Times, sums and limits of one thing agree',
  clause: 'descriptions of the schemas: the names of their members',
  rules: ['state.over-limit', 'state.sums', 'state.time-order'],
  evaluate: (context) => {
    const { answer, contract } = context;
    if (!isSuccess(answer.status) || answer.body.kind !== 'json') return skip('there is nothing to compare');
    const body = answer.body.value;
    const place = createPlacer(contract, declaredContent(context)?.schemaPointer);
    const objects = [['', '', body] as const, ...walkBody(body)];
    return judgeBy(
      distinct(
        objects.flatMap(([at, , value]) =>
          isJsonObject(value)
            ? [...timesOf(value), ...sumsOf(value), ...limitsOf(value)].map(({ name, ...found }) =>
                observe(context, { ...found, pointer: place(body, `${at}/${escapeToken(name)}`) }),
              )
            : [],
        ),
      ),
    );
  },
};

interface Disagreement {
  readonly rule: RuleId;
  readonly name: string;
  readonly expected: string;
  readonly seen: string;
}

/** Members with a time, and the earliest that may come after each. */
const FIRST = /^(?:created|started|made)(?:_at)?$/;
const LATER = /^(?:updated|modified|finished|ended|completed|deleted|expires|last_used)_at$/;
/** Clocks of several machines, and times that were cut to seconds. */
const TOLERANCE_MS = 2_000;

function timesOf(value: JsonObject): readonly Disagreement[] {
  const times = Object.entries(value).flatMap(([name, member]) => {
    const instant = typeof member === 'string' ? Date.parse(member) : Number.NaN;
    // Before 1971 is how services write "never".
    return instant > 365 * 86_400_000 ? [[name, instant] as const] : [];
  });
  const [first] = times.filter(([name]) => FIRST.test(name));
  if (first === undefined) return [];
  return times
    .filter(([name, instant]) => LATER.test(name) && instant < first[1] - TOLERANCE_MS)
    .map(([name]) => ({
      rule: 'state.time-order',
      name,
      expected: `a time after ${first[0]}`,
      seen: `a time before ${first[0]}`,
    }));
}

function sumsOf(value: JsonObject): readonly Disagreement[] {
  const { limit, remaining } = value;
  const spent = value['spend'] ?? value['spent'] ?? value['used'];
  if (typeof limit !== 'number' || typeof remaining !== 'number' || typeof spent !== 'number') return [];
  if (remaining === limit - spent || remaining === Math.max(0, limit - spent)) return [];
  return [
    { rule: 'state.sums', name: 'remaining', expected: 'the limit without what was spent', seen: 'another number' },
  ];
}

/** Members that say that a limit is passed. */
const SAYS_SO = /exceed|exhaust|over_(?:limit|cap)|blocked|suspended/;

/** Compares `overage_used_credits` with `overage_cap_credits`, and the like. */
function limitsOf(value: JsonObject): readonly Disagreement[] {
  const isSaid = Object.entries(value).some(([name, member]) => member === true && SAYS_SO.test(name));
  if (isSaid) return [];
  return Object.entries(value).flatMap(([name, used]) => {
    const word = name.split('_').find((each) => each === 'used' || each === 'spent');
    if (word === undefined || typeof used !== 'number') return [];
    const cap = ['cap', 'limit', 'max'].map((each) => name.replace(word, each)).find((each) => each in value);
    const most = cap === undefined ? undefined : value[cap];
    if (typeof most !== 'number' || used <= most) return [];
    return [
      {
        rule: 'state.over-limit' as const,
        name,
        expected: `no more than ${cap ?? ''}`,
        seen: 'more, and nothing says so',
      },
    ];
  });
}

function observe(
  context: CheckContext,
  { rule, pointer, expected, seen }: Omit<Disagreement, 'name'> & { readonly pointer: string },
): Observation {
  const clause = declaredResponse(context)?.pointer ?? context.operation.pointer;
  return { rule, place: { kind: 'body', pointer }, clause, expected, seen };
}
