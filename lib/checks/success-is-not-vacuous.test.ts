import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import { successIsNotVacuous } from './success-is-not-vacuous.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

describe('successIsNotVacuous', () => {
  it.each<readonly [string, JsonValue, string]>([
    ['a body that says something', { id: 'w1', error: '' }, 'readWidget'],
    ['a declared status that sounds like a failure', { id: 'w1', status: 'failed' }, 'readWidget'],
    ['the state of a thing that has failed so far', { status: 'failed' }, 'readOpen'],
    ['an empty object where no members are named', {}, 'readOpen'],
  ])('accepts %s', (_, body, operationId) => {
    expect(successIsNotVacuous.evaluate(testContext(testAnswer(200, body), { operationId }))).toEqual({
      kind: 'passed',
    });
  });

  it.each<readonly [string, JsonValue, string, string]>([
    ['success.vacuous', {}, 'members such as /id, /made, /parts', '{}'],
    ['success.vacuous', '<html></html>', 'an answer of the API', 'a page of HTML'],
    ['status.error-in-2xx', { error: 'no' }, 'the body of a success', 'the body of an error'],
    ['success.says-failed', { ok: false }, 'a success that is one', 'ok: false'],
    ['success.says-failed', { success: false }, 'a success that is one', 'success: false'],
    ['success.says-failed', { status: 'Error' }, 'a success that is one', 'status: Error'],
  ])('reports %s', (rule, body, expected, seen) => {
    expect(successIsNotVacuous.evaluate(testContext(testAnswer(200, body)))).toEqual({
      kind: 'failed',
      observations: [
        { rule, place: { kind: 'body', status: 200 }, clause: `${OPERATION}/responses/200`, expected, seen },
      ],
    });
  });

  it('leaves a body that is missing to the check of media types, whatever its type would have been', () => {
    const answer = testAnswer(200, undefined, [['Content-Type', 'text/html']]);
    expect(successIsNotVacuous.evaluate(testContext(answer))).toEqual({ kind: 'passed' });
  });

  it.each([
    ['errors', testAnswer(404, {})],
    ['successes without a body', testAnswer(204)],
  ])('looks at no %s', (_, answer) => {
    expect(successIsNotVacuous.evaluate(testContext(answer))).toEqual({
      kind: 'skipped',
      reason: 'no success with a body',
    });
  });
});
