import { describe, expect, it } from 'vitest';
import { isTooDeep } from './nesting.ts';

describe('isTooDeep', () => {
  it.each([
    ['brackets', '['.repeat(5000)],
    ['braces that are closed again', '{a: '.repeat(5000) + '}'.repeat(5000)],
    ['lists in lists on one line', '- '.repeat(5000)],
    ['members below members', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('refuses %s', (_, text) => {
    expect(isTooDeep(text)).toBe(true);
  });

  it('does not take brackets in texts for nesting', () => {
    expect(isTooDeep(`a: "${'['.repeat(5000)}"\nb: |\n  ${'{'.repeat(5000)}\n`)).toBe(false);
  });

  it('does not add up lists that stand side by side', () => {
    expect(isTooDeep(Array.from({ length: 5000 }, (_, index) => `k${index}: [{a: [1]}]`).join('\n'))).toBe(false);
  });
});
