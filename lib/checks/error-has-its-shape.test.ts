import { describe, expect, it } from 'vitest';
import type { HeaderLine } from '../exchange/exchange.ts';
import { errorHasItsShape } from './error-has-its-shape.ts';
import { REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

const HTML: HeaderLine = ['Content-Type', 'text/html'];
const PAGE = '<!doctype html><h1>No</h1>';
const BESIDE = { expectation: REFUSED, step: { outside: true } } as const;

describe('errorHasItsShape', () => {
  it('accepts an undeclared error that looks like those that are declared', () => {
    expect(errorHasItsShape.evaluate(testContext(testAnswer(409, { error: 'taken' })))).toEqual({ kind: 'passed' });
    expect(errorHasItsShape.evaluate(testContext(testAnswer(404, { error: 'lost' }), BESIDE))).toEqual({
      kind: 'passed',
    });
  });

  it.each([
    ['none', testAnswer(409), 'no body'],
    ['page', testAnswer(409, PAGE, [HTML]), 'a page of HTML'],
    ['other-type', testAnswer(409, 'no'), 'text/plain'],
    ['other-type', testAnswer(409, 'no', [['Content-Type', 'application/json']]), 'text that is not JSON'],
    ['other-members', testAnswer(409, { children: 2 }), 'no "error"'],
    ['other-members', testAnswer(409, { error: 409 }), 'other members'],
  ])('reports one with %s', (form, answer, words) => {
    expect(errorHasItsShape.evaluate(testContext(answer))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule: 'body.error-shape',
          place: { kind: 'error-body', form },
          clause: '/components/schemas/Error',
          expected: 'application/json with "error", like all other errors',
          seen: `409 with ${words}`,
        },
      ],
    });
  });

  it('reports a declared error only where the request is beside the contract: no other check looks at that', () => {
    expect(errorHasItsShape.evaluate(testContext(testAnswer(404)))).toMatchObject({ kind: 'skipped' });
    expect(errorHasItsShape.evaluate(testContext(testAnswer(404), BESIDE))).toMatchObject({ kind: 'failed' });
  });

  it.each([
    ['successes', testAnswer(202)],
    ['pages of a gateway', testAnswer(502, PAGE, [HTML])],
    ['empty answers of a gateway', testAnswer(504)],
  ])('says nothing of %s', (_, answer) => {
    expect(errorHasItsShape.evaluate(testContext(answer, BESIDE))).toEqual({ kind: 'passed' });
  });

  it('leaves other methods, paths and hosts to whoever is there', () => {
    const { request } = testContext(testAnswer(404)).step;
    for (const change of [
      { method: 'HEAD' },
      { path: '/Widgets/1' },
      { path: '/widgets/1/' },
      { service: 'cp' as const },
    ])
      expect(
        errorHasItsShape.evaluate(
          testContext(testAnswer(404), {
            step: { outside: true, request: { ...request, path: '/widgets/1', ...change } },
          }),
        ),
      ).toMatchObject({ kind: 'skipped' });
  });
});
