import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import { listsAreSound } from './lists-are-sound.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

const judge = (body: JsonValue) => listsAreSound.evaluate(testContext(testAnswer(200, body)));
const observed = (rule: string, pointer: string, [expected, seen]: readonly [string, string]) => ({
  kind: 'failed',
  observations: [{ rule, place: { kind: 'body', pointer }, clause: `${OPERATION}/responses/200`, expected, seen }],
});

describe('listsAreSound', () => {
  it.each<JsonValue>([
    [{ id: 'a' }, { id: 'b' }],
    { rows: [{ id: 'a' }], count: 1 },
    { rows: [{ id: 'a' }], total: 9, next_page: 2 },
    { rows: [{ id: 'a' }], others: [], count: 9 },
    [
      { id: 'a', error: null },
      { id: 'b', error: 'stopped' },
    ],
    [{ key: 'a' }, { key: 'b', note: 'x' }],
    [{ region: 'a' }, { region: 'b' }],
  ])('accepts %j', (body) => {
    expect(judge(body)).toEqual({ kind: 'passed' });
  });

  it('reports a thing that is there twice, by its id or as a whole row', () => {
    expect(judge({ rows: [{ id: 'a' }, { id: 'a', note: 'x' }] })).toEqual(
      observed('list.repeated', '/rows/*/id', ['each thing once', 'the same id in two rows']),
    );
    expect(judge([{ region: 'a' }, { region: 'b' }, { region: 'a' }])).toEqual(
      observed('list.repeated', '/*', ['each thing once', 'the same row twice']),
    );
  });

  it('reports a count of something else', () => {
    expect(judge({ rows: [{ id: 'a' }], count: 2 })).toEqual(
      observed('page.total-differs', '/count', ['the number of rows', 'another number']),
    );
  });

  it.each<readonly [string, JsonValue]>([
    ['a row that is no object', [{ id: 'a' }, null]],
    ['an error among the rows', [{ id: 'a', name: 'A' }, { error: 'gone' }]],
    ['a row without id', [{ id: 'a' }, { id: 'b' }, { name: 'c' }]],
  ])('reports %s', (seen, body) => {
    expect(judge(body)).toEqual(observed('list.odd-row', '/*', ['rows of one kind', seen]));
  });

  it('looks at lists of objects only', () => {
    const skipped = { kind: 'skipped', reason: 'there is no list to look at' };
    expect([judge({ id: 'a', tags: ['x', 'x'] }), judge([])]).toEqual([skipped, skipped]);
  });
});
