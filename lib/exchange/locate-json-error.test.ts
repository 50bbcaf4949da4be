import { describe, expect, it } from 'vitest';
import { locateJsonError } from './locate-json-error.ts';

describe('locateJsonError', () => {
  it.each([
    ['', 1, 1],
    ['{', 1, 2],
    ['{"a": tru}', 1, 7],
    ['{"a": 1,}', 1, 9],
    ['{"a" 1}', 1, 6],
    ['[1 2]', 1, 4],
    ['[1,\n  2,\n  }', 3, 3],
    ['[1]]', 1, 4],
    ['{"a": "b\nc"}', 1, 7],
    ['["\\x"]', 1, 2],
    ['[01]', 1, 2],
    ['{"a": {"b": [true, null, -1.5e3]}} x', 1, 36],
  ])('finds where %j is broken', (text, line, column) => {
    expect((): unknown => JSON.parse(text)).toThrow(SyntaxError);
    expect(locateJsonError(text)).toEqual({ line, column });
  });

  it('copes with nesting deeper than a call stack', () => {
    expect(locateJsonError('['.repeat(200_000))).toEqual({ line: 1, column: 200_001 });
  });
});
