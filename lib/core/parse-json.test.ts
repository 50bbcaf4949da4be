import { describe, expect, it } from 'vitest';
import { DEEPEST_JSON, parseJson } from './parse-json.ts';

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('parseJson', () => {
  it('tells JSON, other text and JSON that is too deep apart', () => {
    expect(parseJson('{"a": [1]}')).toEqual({ kind: 'json', value: { a: [1] } });
    expect(parseJson('{"a": ')).toEqual({ kind: 'not-json' });
    expect(parseJson(nested(DEEPEST_JSON)).kind).toBe('json');
    expect(parseJson(nested(DEEPEST_JSON + 2))).toEqual({ kind: 'too-deep' });
    expect(parseJson(nested(1_000_000))).toEqual({ kind: 'too-deep' });
  });
});
