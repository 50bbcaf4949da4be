import { defined } from '../core/defined.ts';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../exchange/exchange.ts';
import { classifyAccess, isAlike } from './classify-access.ts';
import { REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

const nobody = testAnswer(400, { error: 'who are you' });
const rightful = testAnswer(404, { error: 'no such widget 7' });
const PAGE = '<!doctype html><html></html>';

describe('classifyAccess', () => {
  it.each<readonly [string, Answer]>([
    ['401', testAnswer(401)],
    ['403', testAnswer(403)],
    ['a redirect, as to a page to sign in', testAnswer(302)],
    ['a page where the API has none', testAnswer(200, PAGE)],
    ['a page that begins with a comment', testAnswer(200, `<!-- built\n--> <!---->\n${PAGE}`)],
    ['a page without its body, as to HEAD', testAnswer(200, undefined, [['Content-Type', 'text/html; charset=utf-8']])],
    ['a piece of a page', testAnswer(200, '<p>Sign in</p>', [['Content-Type', 'text/html']])],
    ['what nobody is answered', testAnswer(400, { error: 'who are you' })],
    ['a status that turns away', testAnswer(405, {})],
  ])('reads %s as refused', (_, answer) => {
    const expectation = { ...REFUSED, orTurnedAway: [405] };
    const references = { anonymous: nobody, rightful };
    expect(classifyAccess(testContext(answer, { expectation, references }))).toEqual({ kind: 'refused' });
  });

  it.each<readonly [string, Answer]>([
    ['a success', testAnswer(200, {})],
    ['a success without a body', testAnswer(200)],
    ['a success without its body, as to HEAD', testAnswer(200, undefined, [['Content-Type', 'application/json']])],
    ['data that is called a page', testAnswer(200, { id: 'w1' }, [['Content-Type', 'text/html']])],
    ['a text that is called a page', testAnswer(200, 'done', [['Content-Type', 'text/html']])],
    ['a text with a comment that does not end', testAnswer(200, '<!-- <html>')],
  ])('reads %s as accepted', (_, answer) => {
    expect(classifyAccess(testContext(answer, { expectation: REFUSED }))).toEqual({
      kind: 'accepted',
      seen: 'accepted with 200',
    });
  });

  it('reads what a rightful caller is answered as accepted, whatever ids stand in it', () => {
    const answer = testAnswer(404, { error: 'no such widget 8' });
    const references = { anonymous: nobody, rightful };
    expect(classifyAccess(testContext(answer, { expectation: REFUSED, references }))).toEqual({
      kind: 'accepted',
      seen: '404, as a rightful caller is answered',
    });
    expect(
      classifyAccess(testContext(answer, { expectation: REFUSED, references: { anonymous: answer, rightful } })),
    ).toEqual({
      kind: 'accepted',
      seen: '404, as a rightful caller is answered: let in, or looked at before the credential was',
    });
  });

  it('reads a server error as accepted where the probe is meant to come to it, and the rightful caller is told the same', () => {
    const missing = testAnswer(503, { error: 'no such tenant' });
    const references = { anonymous: testAnswer(401, {}), rightful: missing, meantErrors: [503] };
    const classify = (changes: object): string =>
      classifyAccess(testContext(missing, { expectation: REFUSED, references: { ...references, ...changes } })).kind;
    expect(classify({})).toBe('accepted');
    expect(classify({ rightful: testAnswer(200, {}) })).toBe('indeterminate');
    expect(classify({ meantErrors: [] })).toBe('indeterminate');
  });

  it.each<readonly [string, Answer, object, string]>([
    ['a server error', testAnswer(503), {}, '503 says neither that it was refused nor that it was accepted'],
    ['no rightful answer', testAnswer(404, {}), {}, '404, and no answer to a rightful caller to compare it with'],
    [
      'an answer of its own',
      testAnswer(422, {}),
      { anonymous: nobody, rightful },
      '422, which neither nobody nor a rightful caller is answered',
    ],
  ])('cannot tell from %s', (_, answer, references, reason) => {
    expect(classifyAccess(testContext(answer, { expectation: REFUSED, references }))).toEqual({
      kind: 'indeterminate',
      reason,
    });
  });

  it('compares what is foreign with what does not exist', () => {
    const expectation = { ...REFUSED, likeControl: true } as const;
    const control = testAnswer(404, { error: 'no such widget' });
    const classify = (answer: Answer, other?: Answer): unknown =>
      classifyAccess(testContext(answer, { expectation, ...defined({ control: other }) }));
    expect(classify(testAnswer(404, { error: 'no such widget' }), control)).toEqual({ kind: 'refused' });
    expect(classify(testAnswer(403, {}), control)).toEqual({ kind: 'refused' });
    expect(classify(testAnswer(200, { id: 'w1' }), control)).toEqual({
      kind: 'accepted',
      seen: 'answered with 200, where what does not exist is 404',
    });
    expect(classify(testAnswer(200, {}))).toEqual({
      kind: 'indeterminate',
      reason: 'nothing was answered that it could be compared with',
    });
  });
});

describe('isAlike', () => {
  it('compares status, members of successes, and words of errors', () => {
    expect(isAlike(testAnswer(200, { a: 1, b: 2 }), testAnswer(200, { b: 'x', a: 'y' }))).toBe(true);
    expect(isAlike(testAnswer(200, { a: 1 }), testAnswer(200, { b: 1 }))).toBe(false);
    expect(isAlike(testAnswer(200, { a: 1 }), testAnswer(201, { a: 1 }))).toBe(false);
    expect(isAlike(testAnswer(404, { error: 'a' }), testAnswer(404, { error: 'b' }))).toBe(false);
    expect(isAlike(testAnswer(404, 'text'), testAnswer(404))).toBe(false);
  });
});
