import { describe, expect, it } from 'vitest';
import { operationExists } from './operation-exists.ts';
import { OPERATION, testAnswer, testContext } from './test-context.ts';

describe('operationExists', () => {
  it.each([
    ['an answer', testAnswer(200, {})],
    ['a 404 of the operation', testAnswer(404, { error: 'not found' })],
    ['a 404 with a page of a front end', testAnswer(404, '<html>Not found</html>')],
    ['a 404 in other words', testAnswer(404, 'no such widget')],
  ])('accepts %s', (_, answer) => {
    expect(operationExists.evaluate(testContext(answer))).toEqual({ kind: 'passed' });
  });

  it.each([
    ['surface.method-refused', testAnswer(405), '405 of the router'],
    ['surface.operation-missing', testAnswer(501), '501 of the router'],
    ['surface.operation-missing', testAnswer(404, '404 page not found\n'), '404 of the router, in plain text'],
  ])('reports %s', (rule, answer, seen) => {
    expect(operationExists.evaluate(testContext(answer))).toEqual({
      kind: 'failed',
      observations: [{ rule, place: 'status', clause: OPERATION, expected: 'the operation to be there', seen }],
    });
  });
});
