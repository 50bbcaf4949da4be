import { describe, expect, it } from 'vitest';
import { unsafeIntegersIn, withoutIntegerAt } from './unsafe-integers.ts';

describe('unsafeIntegersIn', () => {
  it('finds whole numbers beyond 2^53 wherever they stand', () => {
    expect(unsafeIntegersIn({ 'a/b': [1, 2 ** 53], c: -(2 ** 53), d: 2 ** 53 - 1, e: 0.5 })).toEqual(['/a~1b/1', '/c']);
    expect(unsafeIntegersIn(2 ** 60)).toEqual(['']);
  });
});

describe('withoutIntegerAt', () => {
  it('changes the one place and nothing else', () => {
    const value = { 'a/b': [1, 2], c: null };
    expect(withoutIntegerAt(value, '/a~1b/1')).toEqual({ 'a/b': [1, false], c: null });
    expect(withoutIntegerAt(3, '')).toBe(false);
    expect(value).toEqual({ 'a/b': [1, 2], c: null });
  });
});
