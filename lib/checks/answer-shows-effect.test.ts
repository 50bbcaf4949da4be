import { describe, expect, it } from 'vitest';
import type { SeenClause } from '../cases/case.ts';
import type { JsonValue } from '../core/json.ts';
import { answerShowsEffect } from './answer-shows-effect.ts';
import type { Verdict } from './check.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

const CLAUSE: SeenClause = { at: '/id', test: 'equals', value: 'w1', orAbsent: false, rule: 'body.identity' };

function evaluate(body: JsonValue, clause: Partial<SeenClause> = {}, status = 200): Verdict {
  return answerShowsEffect.evaluate(
    testContext(testAnswer(status, body), { step: { sees: [{ ...CLAUSE, ...clause }] } }),
  );
}

describe('answerShowsEffect', () => {
  it.each<readonly [string, JsonValue, Partial<SeenClause>]>([
    ['the value', { id: 'w1' }, {}],
    ['another value than the one ruled out', { id: 'w2' }, { test: 'not' }],
    ['a list with the value', { id: ['w2', { a: 1 }] }, { test: 'includes', value: { a: 1 } }],
    ['an item with the value', { rows: [{ id: 'w1' }] }, { at: '/rows', test: 'lists', itemAt: '/id' }],
    ['no item with the value', { rows: [{ id: 'w2' }] }, { at: '/rows', test: 'omits', itemAt: '/id' }],
    ['an empty list without it', [], { at: '', test: 'omits' }],
    ['no such member where that is fine', {}, { orAbsent: true }],
    ['anything where the condition does not hold', { id: 'w2' }, { onlyIf: { at: '/status', equals: 'active' } }],
  ])('accepts %s', (_, body, clause) => {
    expect(evaluate(body, clause)).toEqual({ kind: 'passed' });
  });

  it.each<readonly [string, JsonValue, Partial<SeenClause>, string, string]>([
    ['another value', { id: 'w2' }, {}, '"w1"', '"w2"'],
    ['no such member', {}, {}, '"w1"', 'no such member'],
    ['the value that is ruled out', { id: 'w1' }, { test: 'not' }, 'anything but "w1"', '"w1"'],
    ['a list without it', { id: [] }, { test: 'includes' }, 'a list with "w1"', 'a list without it'],
    ['no list at all', { rows: {} }, { at: '/rows', test: 'lists' }, 'a list with "w1"', '{}'],
    ['no list at all', {}, { at: '/rows', test: 'omits' }, 'a list without "w1"', 'no such member'],
    [
      'items without it',
      [{ id: 'w2' }],
      { at: '', test: 'lists', itemAt: '/id' },
      'a list with "w1"',
      'a list without it',
    ],
    ['an item with it', ['w1'], { at: '', test: 'omits' }, 'a list without "w1"', 'a list with it'],
    [
      'another value where the condition holds',
      { id: 'w2', status: 'active' },
      { onlyIf: { at: '/status', equals: 'active' } },
      '"w1" where /status is "active"',
      '"w2"',
    ],
  ])('reports %s', (_, body, clause, expected, seen) => {
    const { at = '/id', itemAt } = clause;
    const place = { kind: 'body', pointer: `${at}${itemAt === undefined ? '' : `/*${itemAt}`}` };
    expect(evaluate(body, clause)).toEqual({
      kind: 'failed',
      observations: [{ rule: 'body.identity', place, clause: `${OPERATION}/responses/200`, expected, seen }],
    });
  });

  it('cannot tell where a member that may be missing is', () => {
    expect(evaluate({}, { orAbsent: true, unseen: 'the answer does not show the id' })).toEqual({
      kind: 'inconclusive',
      gap: 'gap.effect-unseen',
      reason: 'the answer does not show the id',
    });
  });

  it('quotes nothing of an answer that may hold secrets', () => {
    const context = testContext(testAnswer(200, { id: 'hunter2' }), { step: { sees: [CLAUSE] }, isSensitive: true });
    expect(answerShowsEffect.evaluate(context)).toMatchObject({ observations: [{ seen: 'a text of 7 characters' }] });
  });

  it('looks at no refusal, and not where nothing has to be seen', () => {
    expect(evaluate({}, {}, 404)).toEqual({ kind: 'skipped', reason: 'there is no answer to look at' });
    expect(answerShowsEffect.evaluate(testContext(testAnswer(200, {})))).toEqual({
      kind: 'skipped',
      reason: 'nothing in particular has to be seen',
    });
  });
});
