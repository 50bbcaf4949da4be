import { describe, expect, it } from 'vitest';
import { scanJson } from './scan-json.ts';

describe('scanJson', () => {
  it('finds members of one name in one object, however it is spelt', () => {
    expect(scanJson('{"a": 1, "b": [{"c~/d": 1, "c~\\/d": 2}], "\\u0061": 2}').duplicates).toEqual([
      '/b/0/c~0~1d',
      '/a',
    ]);
    expect(scanJson('[{"a": 1}, {"a": 1}]').duplicates).toEqual([]);
  });

  it('keeps the digits of whole numbers that a double may round, and of no others', () => {
    const text =
      '{"a": [9007199254740993, 9007199254740991, 1.5], "b": -12345678901234567890, "c": 9.007199254740993e15}';
    expect([
      ...scanJson(`${text.slice(0, -1)}, "d": 1e400, "e": 9007199254740993.5, "f": 1e999999999}`).integers,
    ]).toEqual([
      ['/a/0', 9007199254740993n],
      ['/b', -12345678901234567890n],
      ['/c', 9007199254740993n],
      ['/d', 10n ** 400n],
    ]);
  });

  it.each(['{"a" 1}', '[1,]', '{"a": 1', '01', '[1]]', ''])('finds that %s is no JSON', (text) => {
    expect(scanJson(text).failedAt).toBeDefined();
  });

  it('does not overflow on deep text', () => {
    expect(scanJson(`${'['.repeat(200_000)}${']'.repeat(200_000)}`).failedAt).toBeUndefined();
  });
});
