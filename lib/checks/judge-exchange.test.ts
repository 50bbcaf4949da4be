import { describe, expect, it } from 'vitest';
import { judgeExchange } from './judge-exchange.ts';
import { REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

type Context = Parameters<typeof judgeExchange>[0];

const SAFE = [
  ['x-content-type-options', 'nosniff'],
  ['x-count', '1'],
  ['www-authenticate', 'Bearer'],
] as const;

function rulesOf(context: Context): readonly string[] {
  return judgeExchange(context).observations.map(({ check, observation }) => `${check}: ${observation.rule}`);
}

describe('judgeExchange', () => {
  it('says nothing of an answer that conforms', () => {
    const context = testContext(testAnswer(200, { id: 'w1' }, SAFE));
    expect(judgeExchange(context)).toEqual({ observations: [], gaps: [] });
  });

  it('keeps what is wrong apart where one does not follow from the other', () => {
    const context = testContext(testAnswer(200, { id: 1, colour: 'red' }, [['x-count', '1']]));
    expect(rulesOf(context)).toEqual([
      'answer-headers-are-safe: header.security',
      'body-matches-schema: body.type',
      'members-are-declared: body.undeclared',
    ]);
  });

  it.each<readonly [string, Context, readonly string[]]>([
    [
      'a missing operation',
      testContext(testAnswer(404, '404 page not found')),
      ['operation-exists: surface.operation-missing'],
    ],
    ['a server error', testContext(testAnswer(500, {})), ['no-server-error: status.server-error']],
    [
      'a crash on a bad request',
      testContext(testAnswer(500, 'oops'), {
        expectation: { kind: 'error', statuses: [400], because: 'x', rule: 'request.constraint-unenforced' },
      }),
      ['no-server-error: request.invalid-crashes'],
    ],
    [
      'an empty object for members',
      testContext(testAnswer(200, {}, SAFE)),
      ['success-is-not-vacuous: success.vacuous'],
    ],
    [
      'an error with a status of success',
      testContext(testAnswer(200, { error: 'no' }, SAFE)),
      ['success-is-not-vacuous: status.error-in-2xx'],
    ],
    [
      'a refusal by redirect',
      testContext(testAnswer(302, undefined, [['location', '/login']]), { expectation: REFUSED }),
      ['redirect-is-not-an-answer: auth.refusal-redirect'],
    ],
    [
      'a page for a success',
      testContext(testAnswer(200, '<html></html>', [...SAFE, ['content-type', 'text/html']])),
      ['media-type-is-declared: media.undocumented'],
    ],
  ])('says of %s only the cause', (_, context, rules) => {
    expect(rulesOf(context)).toEqual(rules);
  });

  it('never silences a secret', () => {
    const context = testContext(testAnswer(500, { error: '[secret:orgApiKey]' }), { sentSecrets: ['orgApiKey'] });
    expect(rulesOf(context)).toEqual([
      'no-secret-in-answer: auth.credential-echoed',
      'no-server-error: status.server-error',
    ]);
  });

  it('says of a secret member that it is secret, not that it is undeclared too', () => {
    const context = testContext(testAnswer(200, { id: 'w1', password_hash: 'x' }, SAFE));
    expect(rulesOf(context)).toEqual(['no-secret-in-answer: body.undeclared-sensitive']);
  });

  it('asks of requests outside the contract only what holds there', () => {
    const context = testContext(testAnswer(200, {}), { expectation: REFUSED, step: { outside: true } });
    expect(rulesOf(context)).toEqual(['credential-is-refused: auth.wrong-tier-accepted']);
  });

  it('gives what could not be judged as a gap', () => {
    const context = testContext(testAnswer(503, {}, [['retry-after', '1']]), { expectation: REFUSED });
    expect(judgeExchange(context).gaps).toEqual([
      { rule: 'gap.cell-untested', reason: '503 says neither that it was refused nor that it was accepted' },
    ]);
  });
});
