import { describe, expect, it } from 'vitest';
import { parsePositioned } from './yaml-positions.ts';

const TEXT = `a:
  b:
    - x: 1
      y: [2, 3]
    - z
  long:
    one: 1
    two: 2
    three: 3
    four: 4
    five: 5
    six: 6
  last: ${'w'.repeat(300)}
`;

describe('the quote of a node', () => {
  const { quoteOf } = parsePositioned('f.yaml', TEXT);

  it.each([
    ['/a/b/0/x', 'x: 1'],
    ['/a/b/1', 'z'],
    ['/a/b/0', 'x: 1\ny: [2, 3]'],
    ['/a/b', 'b:\n  - x: 1\n    y: [2, 3]\n  - z'],
    ['/a/b/0/y/nothing/here', 'y: [2, 3]'],
  ])('of %s begins with its key and is not indented', (pointer, quote) => {
    expect(quoteOf(pointer)).toBe(quote);
  });

  it('says where lines are left out, and cuts long ones', () => {
    expect(quoteOf('/a/long').split('\n')).toEqual([
      'long:',
      '  one: 1',
      '  two: 2',
      '  three: 3',
      '  four: 4',
      '  five: 5',
      '\u2026',
    ]);
    expect(quoteOf('/a/last')).toHaveLength(160);
  });

  it('is the value itself in JSON', () => {
    expect(parsePositioned('f.json', '{"a": {"b": [1, null]}}').quoteOf('/a/b')).toBe('"b": [1, null]');
  });
});
