import { describe, expect, it } from 'vitest';
import type { Answer } from '../exchange/exchange.ts';
import { comparisonOf, REFUSED, testAnswer } from '../../tests/support/test-context.ts';
import { isAlike, readAccess, type AccessReading } from './read-access.ts';

const nobody = testAnswer(400, { error: 'who are you' });
const rightful = testAnswer(404, { error: 'no such widget 7' });
const PAGE = '<!doctype html><html></html>';

function read(answer: Answer, orTurnedAway: readonly number[] = []): AccessReading | undefined {
  const expectation = { ...REFUSED, orTurnedAway };
  return readAccess({ answer, expectation, compared: comparisonOf({ nobody, rightful }) });
}

describe('readAccess', () => {
  it.each<readonly [string, Answer]>([
    ['a page where the API has none', testAnswer(200, PAGE)],
    ['a page that begins with a comment', testAnswer(200, `<!-- built\n--> <!---->\n${PAGE}`)],
    ['a page without its body, as to HEAD', testAnswer(200, undefined, [['Content-Type', 'text/html; charset=utf-8']])],
    ['a piece of a page', testAnswer(200, '<p>Sign in</p>', [['Content-Type', 'text/html']])],
  ])('takes %s for no answer of the API', (_, answer) => {
    expect(read(answer)).toEqual({ kind: 'unknown', why: 'page', status: 200 });
  });

  it.each<readonly [string, Answer]>([
    ['a success', testAnswer(200, {})],
    ['a success without a body', testAnswer(200)],
    ['a success without its body, as to HEAD', testAnswer(200, undefined, [['Content-Type', 'application/json']])],
    ['data that is called a page', testAnswer(200, { id: 'w1' }, [['Content-Type', 'text/html']])],
    ['a text that is called a page', testAnswer(200, 'done', [['Content-Type', 'text/html']])],
    ['a text with a comment that does not end', testAnswer(200, '<!-- <html>')],
  ])('reads %s as accepted', (_, answer) => {
    expect(read(answer)).toEqual({ kind: 'accepted', status: 200, like: 'neither' });
  });

  it('knows the answer of the rightful caller, whatever ids stand in it', () => {
    const answer = testAnswer(404, { error: 'no such widget 8' });
    expect(read(answer)).toEqual({ kind: 'accepted', status: 404, like: 'rightful' });
    const compared = comparisonOf({ nobody: answer, rightful });
    expect(readAccess({ answer, expectation: REFUSED, compared })).toMatchObject({ like: 'everybody' });
  });

  it('takes a server error for an answer only where the rightful caller is meant to get it and does', () => {
    const answer = testAnswer(503, { error: 'no such tenant' });
    const meant = { nobody: testAnswer(401, {}), rightful: { ...answer }, meantErrors: [503] };
    const kindOf = (changes: object): string | undefined =>
      readAccess({ answer, expectation: REFUSED, compared: comparisonOf({ ...meant, ...changes }) })?.kind;
    expect(kindOf({})).toBe('accepted');
    expect(kindOf({ rightful: testAnswer(200, {}) })).toBe('unknown');
    expect(kindOf({ meantErrors: [] })).toBe('unknown');
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
