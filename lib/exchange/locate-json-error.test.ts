import { describe, expect, it } from 'vitest';
import { locateJsonError, nameJsonError } from './locate-json-error.ts';

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

describe('nameJsonError', () => {
  it.each([
    ['\uFEFF{"a":1}', 'JSON behind a byte order mark'],
    ['{"a":NaN}', 'JSON with NaN or Infinity in it'],
    ['[1, -Infinity]', 'JSON with NaN or Infinity in it'],
    ['[1, 2, ]', 'JSON with a comma behind the last item'],
    ['{"a": 1,}', 'JSON with a comma behind the last item'],
    ['{"a":1}\n{"a":2}', 'JSON with something behind it'],
    ['{"a":1};', 'JSON with something behind it'],
    ["{'a':1}", 'JSON with single quotes'],
    ['{"a":None}', 'JSON with a word of a programming language in it'],
    ['{"a":1 /* one */}', 'JSON with a comment'],
    ['{"a":', undefined],
    ['not found', undefined],
    ['"NaN, ]', undefined],
  ])('of %j: %s', (text, words) => {
    expect(nameJsonError(text)).toBe(words);
  });
});
