import { describe, expect, it } from 'vitest';
import { methodIsNotRouted } from './method-is-not-routed.ts';
import { testAnswer, testContext } from '../../tests/support/test-context.ts';

const expectation = { kind: 'unrouted', because: 'there is no PUT' } as const;
const step = { request: { ...testContext(testAnswer(200)).step.request, method: 'PUT' } };

describe('methodIsNotRouted', () => {
  it.each([
    ['405 with the methods of the path', testAnswer(405, {}, [['Allow', 'HEAD, GET, OPTIONS']])],
    ['404', testAnswer(404, {})],
    ['the page of a front end', testAnswer(200, '<html></html>')],
  ])('accepts %s', (_, answer) => {
    expect(methodIsNotRouted.evaluate(testContext(answer, { expectation, step }))).toEqual({ kind: 'passed' });
  });

  it('reports a success', () => {
    expect(methodIsNotRouted.evaluate(testContext(testAnswer(200, {}), { expectation, step }))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'surface.method-undocumented',
          place: { kind: 'method', method: 'PUT' },
          clause: '/paths/~1widgets~1{id}',
          expected: 'no PUT on this path',
          seen: 'answered with 200',
        },
      ],
    });
  });

  it.each([
    [
      '405 that names no methods',
      undefined,
      'header.allow',
      { kind: 'header', name: 'allow', status: 405 },
      'the methods of the path: GET',
      'none',
    ],
    [
      '405 that names others',
      'PUT, GET',
      'surface.allow-mismatch',
      { kind: 'header', name: 'allow' },
      'GET',
      'GET, PUT',
    ],
    [
      '405 that leaves one out',
      'HEAD',
      'surface.allow-mismatch',
      { kind: 'header', name: 'allow' },
      'GET',
      'no method',
    ],
  ])('reports a %s', (_, allow, rule, place, expected, seen) => {
    const answer = testAnswer(405, {}, allow === undefined ? [] : [['Allow', allow]]);
    expect(methodIsNotRouted.evaluate(testContext(answer, { expectation, step }))).toEqual({
      kind: 'failed',
      observations: [{ rule, place, clause: '/paths/~1widgets~1{id}', expected, seen }],
    });
  });

  it('asks only of what is not declared', () => {
    expect(methodIsNotRouted.evaluate(testContext(testAnswer(200, {})))).toEqual({
      kind: 'skipped',
      reason: 'the operation is declared',
    });
  });
});
