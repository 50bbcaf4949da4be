import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';
import type { Verdict } from './check.ts';
import { memberNamesAreUnique } from './member-names-are-unique.ts';

function judge(text: string): Verdict {
  const answer = testAnswer(200, {});
  // JSON.parse gives nothing but JSON values.
  const body = { kind: 'json', text, value: JSON.parse(text) as JsonValue } as const;
  return memberNamesAreUnique.evaluate(testContext({ ...answer, body }));
}

describe('memberNamesAreUnique', () => {
  it.each(['{"id": "w1", "parts": [{"id": 1}, {"id": 2}]}', '"id"', '{"a": {"id": 1}, "b": {"id": 1}}'])(
    'accepts %s',
    (text) => {
      expect(judge(text)).toEqual({ kind: 'passed' });
    },
  );

  it.each([
    ['{"id": "w1", "id": "w1"}', ['/id']],
    ['{"id": 1, "\\u0069d": 2}', ['/id']],
    ['{"parts": [{"n": 1, "n": 2}, {"n": 1, "n": 2, "n": 3}], "id": "w1"}', ['/parts/*/n']],
  ])('reports %s', (text, pointers) => {
    expect(judge(text)).toEqual({
      kind: 'failed',
      observations: pointers.map((pointer) => ({
        rule: 'body.duplicate-member',
        place: { kind: 'body', status: 200, pointer },
        clause: `${OPERATION}/responses/200`,
        expected: 'each name once',
        seen: 'two members of this name in one object',
      })),
    });
  });

  it('looks at JSON only', () => {
    expect(memberNamesAreUnique.evaluate(testContext(testAnswer(200, 'text')))).toMatchObject({ kind: 'skipped' });
  });
});
