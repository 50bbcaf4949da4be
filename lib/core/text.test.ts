import { describe, expect, it } from 'vitest';
import { countOf, escapeRegExp, listFirst, pluralise, sortDistinct } from './text.ts';

describe('countOf', () => {
  it.each([
    [0, '0 gaps'],
    [1, '1 gap'],
    [2, '2 gaps'],
  ])('puts the word for %i into its form', (count, text) => {
    expect(countOf(count, 'gap')).toBe(text);
  });

  it('takes a plural that is not made with an s', () => {
    expect([1, 2].map((count) => countOf(count, 'status', 'statuses'))).toEqual(['1 status', '2 statuses']);
  });
});

describe('pluralise', () => {
  it('gives the form of the word alone', () => {
    expect([1, 2].map((count) => pluralise(count, 'is', 'are'))).toEqual(['is', 'are']);
  });
});

describe('listFirst', () => {
  it('lists all names where they fit', () => {
    expect(listFirst(['a', 'b'], 2)).toBe('a, b');
  });

  it('counts the names that do not fit', () => {
    expect(listFirst(['a', 'b', 'c'], 1)).toBe('a and 2 more');
  });
});

describe('sortDistinct', () => {
  it('sorts by code unit and keeps each text once', () => {
    expect(sortDistinct(['b', 'B', 'a', 'b'])).toEqual(['B', 'a', 'b']);
  });
});

describe('escapeRegExp', () => {
  it.each(['', 'u'])('makes a pattern of any text that matches just that text (flags "%s")', (flags) => {
    const text = String.raw`https://a.b:1/{x}?y=[1]|(2)*+^$\d-e`;
    expect(new RegExp(`^${escapeRegExp(text)}$`, flags).test(text)).toBe(true);
    expect(new RegExp(`^${escapeRegExp('a.b')}$`, flags).test('axb')).toBe(false);
  });
});
