import { isDeepStrictEqual } from 'node:util';
import type { SeenClause } from '../cases/case.ts';
import { valueAtPointer } from '../core/pointer.ts';
import type { JsonValue } from '../core/json.ts';
import { responseFor } from '../contract/contract.ts';
import type { Observation } from '../findings/finding.ts';
import { quote } from './answer-facts.ts';
import { foreignValues } from './answer-belongs-to-request.ts';
import { judgeBy, skip, type Check, type CheckContext } from './check.ts';

/**
 * The answer shows what the request was for: the thing that was asked about, the values that were written, members that
 * agree with one another. `step.sees` says what, from the descriptions of the contract; what has the same name in both is compared
 * whatever the case.
 */
export const answerShowsEffect: Check = {
  id: 'answer-shows-effect',
  title: 'The answer shows what the request did',
  clause: 'descriptions of the operations and their guards',
  rules: [
    'auth.refusal-effect',
    'body.echo',
    'body.identity',
    'guard.effect',
    'header.location',
    'state.delete-ineffective',
    'state.list-omits',
    'state.refused-write-effect',
    'state.related-fields',
    'state.update-invisible',
  ],
  evaluate: (context) => {
    const { answer, step } = context;
    const foreign = foreignValues(context);
    if (step.sees.length === 0 && foreign.length === 0) return skip('nothing in particular has to be seen');
    if (answer.status >= 300 || answer.body.kind !== 'json') return skip('there is no answer to look at');
    const body = answer.body.value;
    const observations = [...step.sees.flatMap((clause) => observe(context, clause, body)), ...foreign];
    const unseen = step.sees.find(
      (clause) => clause.unseen !== undefined && valueAtPointer(body, clause.at) === undefined,
    );
    if (observations.length === 0 && unseen?.unseen !== undefined)
      return { kind: 'inconclusive', gap: 'gap.effect-unseen', reason: unseen.unseen };
    return judgeBy(observations);
  },
};

function observe(context: CheckContext, clause: SeenClause, body: JsonValue): readonly Observation[] {
  if (clause.onlyIf !== undefined && !isSame(valueAtPointer(body, clause.onlyIf.at), clause.onlyIf.equals)) return [];
  const seen = valueAtPointer(body, clause.at);
  if (seen === undefined && clause.orAbsent) return [];
  if (holds(clause, seen)) return [];
  const response = responseFor(context.operation, context.answer.status);
  const condition =
    clause.onlyIf === undefined ? '' : ` where ${clause.onlyIf.at} is ${JSON.stringify(clause.onlyIf.equals)}`;
  return [
    {
      rule: clause.rule,
      place: { kind: 'body', pointer: `${clause.at}${clause.itemAt === undefined ? '' : `/*${clause.itemAt}`}` },
      clause: response?.pointer ?? context.operation.pointer,
      expected: `${describe(clause)}${condition}`,
      seen: describeSeen(context, clause, seen),
    },
  ];
}

function holds(clause: SeenClause, seen: JsonValue | undefined): boolean {
  switch (clause.test) {
    case 'equals':
      return isSame(seen, clause.value);
    case 'includes':
    case 'lists':
      return hasItem(clause, seen) === true;
    case 'omits':
      return hasItem(clause, seen) === false;
    case 'not':
      return !isSame(seen, clause.value);
  }
}

/** True if an item of the list has the value; undefined if there is no list. */
function hasItem({ itemAt, value }: SeenClause, seen: JsonValue | undefined): boolean | undefined {
  if (!Array.isArray(seen)) return undefined;
  return (seen as readonly JsonValue[]).some((item) => isSame(valueAtPointer(item, itemAt ?? ''), value));
}

function describe({ test, value }: SeenClause): string {
  const text = JSON.stringify(value);
  switch (test) {
    case 'equals':
      return text;
    case 'includes':
    case 'lists':
      return `a list with ${text}`;
    case 'omits':
      return `a list without ${text}`;
    case 'not':
      return `anything but ${text}`;
  }
}

function describeSeen(context: CheckContext, { test }: SeenClause, seen: JsonValue | undefined): string {
  if (seen === undefined) return 'no such member';
  if (Array.isArray(seen) && (test === 'lists' || test === 'includes')) return 'a list without it';
  if (Array.isArray(seen) && test === 'omits') return 'a list with it';
  return quote(context, seen);
}

function isSame(left: JsonValue | undefined, right: JsonValue): boolean {
  return isDeepStrictEqual(left, right);
}
