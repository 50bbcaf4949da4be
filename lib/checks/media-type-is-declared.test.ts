import { describe, expect, it } from 'vitest';
import type { Answer } from '../exchange/exchange.ts';
import { mediaTypeIsDeclared } from './media-type-is-declared.ts';
import { OPERATION, REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

const typed = (type: string, body = '{}', status = 200): Answer => testAnswer(status, body, [['content-type', type]]);
const untyped: Answer = { ...testAnswer(200, 'x'), headers: [] };

const notUtf8: Answer = {
  ...testAnswer(200, {}),
  body: { kind: 'json', text: '"\uFFFD"', value: '\uFFFD', invalidUtf8: true },
};

describe('mediaTypeIsDeclared', () => {
  it.each([
    ['JSON', testAnswer(200, {})],
    ['JSON in UTF-8', testAnswer(200, {}, [['content-type', 'Application/JSON; charset="UTF-8"']])],
    ['no body where none is declared', testAnswer(204)],
  ])('accepts %s', (_, answer) => {
    expect(mediaTypeIsDeclared.evaluate(testContext(answer))).toEqual({ kind: 'passed' });
  });

  it.each<readonly [string, Answer, string, string]>([
    ['media.undocumented', typed('text/html'), 'application/json', 'text/html'],
    ['media.undocumented', typed('text/plain', 'x', 202), 'no body', 'text/plain'],
    ['media.unparseable', typed('application/json', '{'), 'JSON', 'text that is not JSON'],
    ['media.unparseable', typed('application/json', '[1,]'), 'JSON', 'JSON with a comma behind the last item'],
    ['media.unparseable', typed('application/json', '\uFEFF[]'), 'JSON', 'JSON behind a byte order mark'],
    ['media.charset', notUtf8, 'UTF-8', 'bytes that are not UTF-8'],
    ['media.missing', untyped, 'a Content-Type', 'none'],
    ['media.body-missing', testAnswer(200), 'application/json', 'no body'],
    ['media.body-forbidden', typed('text/plain', 'x', 204), 'no body', 'a body'],
    ['media.charset', testAnswer(200, {}, [['content-type', 'application/json; charset=latin1']]), 'UTF-8', 'latin1'],
  ])('reports %s', (rule, answer, expected, seen) => {
    expect(mediaTypeIsDeclared.evaluate(testContext(answer))).toEqual({
      kind: 'failed',
      observations: [
        {
          rule,
          place: { kind: 'media-type', status: answer.status },
          clause: `${OPERATION}/responses/${answer.status}`,
          expected,
          seen,
        },
      ],
    });
  });

  it('leaves refusals and undeclared statuses to others', () => {
    expect(mediaTypeIsDeclared.evaluate(testContext(typed('text/html', '', 401), { expectation: REFUSED }))).toEqual({
      kind: 'skipped',
      reason: 'refusals have a check of their own',
    });
    expect(mediaTypeIsDeclared.evaluate(testContext(typed('text/html', '', 418)))).toEqual({
      kind: 'skipped',
      reason: 'the status is not declared',
    });
  });
});
