import { describe, expect, it } from 'vitest';
import { toPlainJson } from './plain-json.ts';

describe('toPlainJson', () => {
  it('copies JSON as it is', () => {
    const value = { a: [1, 'x', null, true, { b: {} }] };
    expect(toPlainJson(value)).toEqual({ ok: true, value });
  });

  it('makes two nodes of one that stands in two places', () => {
    const shared = { x: 1 };
    const copied = toPlainJson({ a: shared, b: shared });
    if (!copied.ok) throw new Error(copied.error.message);
    const { a, b } = copied.value as unknown as { readonly a: object; readonly b: object };
    expect(a).toEqual(b);
    expect(a).not.toBe(b);
  });

  it('keeps a member that is called __proto__', () => {
    const copied = toPlainJson(JSON.parse('{"__proto__": {"x": 1}}'));
    expect(copied.ok && JSON.stringify(copied.value)).toBe('{"__proto__":{"x":1}}');
  });

  it('refuses what JSON cannot say, and names the place', () => {
    const cycle: Record<string, unknown> = {};
    cycle['a/b'] = [cycle];
    expect(toPlainJson(cycle)).toEqual({
      ok: false,
      error: { pointer: '/a~1b/0', message: 'the node contains itself' },
    });
    expect(toPlainJson({ a: [Infinity] })).toMatchObject({ error: { pointer: '/a/0' } });
    expect(toPlainJson({ a: new Map() })).toMatchObject({ error: { pointer: '/a' } });
    expect(toPlainJson({ a: undefined })).toMatchObject({ error: { pointer: '/a' } });
  });

  it('refuses what is nested hundreds of levels deep', () => {
    let value: unknown = 1;
    for (let level = 0; level < 1000; level += 1) value = [value];
    expect(toPlainJson(value)).toMatchObject({ ok: false });
  });
});
