import { describe, expect, it } from 'vitest';
import { operationExists } from './operation-exists.ts';
import { OPERATION, testAnswer, testContext } from '../../tests/support/test-context.ts';

describe('operationExists', () => {
  it.each([
    ['an answer', testAnswer(200, {})],
    ['a 404 of the operation', testAnswer(404, { error: 'not found' })],
    ['a 404 of the operation with a message', testAnswer(404, { message: 'Not found' })],
    ['a 404 with a page of a front end', testAnswer(404, '<html>Not found</html>')],
    ['a 404 in other words', testAnswer(404, 'no such widget')],
    ['a 404 of a thing, in plain text', testAnswer(404, 'widget not found')],
    ['a 404 of a thing that is not named', testAnswer(404, 'Not found')],
  ])('accepts %s', (_, answer) => {
    expect(operationExists.evaluate(testContext(answer))).toEqual({ kind: 'passed' });
  });

  it.each([
    ['surface.method-refused', testAnswer(405), '405 of the router'],
    ['surface.operation-missing', testAnswer(501), '501 of the router'],
    ['surface.operation-missing', testAnswer(404, '404 page not found\n'), '404 in the words of a router'],
    ['surface.operation-missing', testAnswer(404, '404 Not Found'), '404 in the words of a router'],
    ['surface.operation-missing', testAnswer(404, '<pre>Cannot GET /widgets/1</pre>'), '404 in the words of a router'],
    [
      'surface.operation-missing',
      testAnswer(404, { message: 'Route GET:/widgets/1 not found', statusCode: 404 }),
      '404 in the words of a router',
    ],
  ])('reports %s', (rule, answer, seen) => {
    expect(operationExists.evaluate(testContext(answer))).toEqual({
      kind: 'failed',
      observations: [
        { rule, place: { kind: 'status' }, clause: OPERATION, expected: 'the operation to be there', seen },
      ],
    });
  });

  it('takes a bare "Not Found" for that of a router only where no thing can be missing', () => {
    const context = testContext(testAnswer(404, 'Not Found'), { operationId: 'readOpen' });
    expect(operationExists.evaluate(context)).toMatchObject({
      observations: [{ rule: 'surface.operation-missing', seen: '404 in the words of a router' }],
    });
  });
});
