import { describe, expect, it } from 'vitest';
import { numberUpTo, wholeNumberIn } from './parse-options.ts';

describe('wholeNumberIn', () => {
  const parse = wholeNumberIn({ min: 0, max: 10 });

  it.each([
    ['0', 0],
    ['10', 10],
    ['007', 7],
  ])('accepts %s', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  it.each(['11', '-1', '1.5', '1e1', '', ' ', '0x5', 'five'])('refuses "%s"', (text) => {
    expect(() => parse(text)).toThrow('It takes a whole number from 0 to 10.');
  });
});

describe('numberUpTo', () => {
  it('accepts a fraction', () => {
    expect(numberUpTo(5)('0.5')).toBe(0.5);
  });

  it.each(['0', '5.1', '-1', 'NaN', 'Infinity', ''])('refuses "%s"', (text) => {
    expect(() => numberUpTo(5)(text)).toThrow('It takes a number above 0, up to 5.');
  });
});
