import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { escapeToken } from '../core/pointer.ts';
import { parsePositioned, toPlainJson } from './positioned-file.ts';

const TEXT = 'a:\n  b/c: 1\n  d:\n    - x\n    - y: [2, 3]\n200: z\n';

describe('parsePositioned', () => {
  it('gives the key of a member and the first character of an item', () => {
    const { value, positionOf } = parsePositioned('f.yaml', TEXT);
    expect(value).toEqual({ a: { 'b/c': 1, d: ['x', { y: [2, 3] }] }, 200: 'z' });
    expect(positionOf('/a/b~1c')).toEqual({ file: 'f.yaml', line: 2, column: 3 });
    expect(positionOf('/a/d/1')).toMatchObject({ line: 5, column: 7 });
    expect(positionOf('/a/d/1/y/1')).toMatchObject({ line: 5, column: 14 });
    expect(positionOf('/200')).toMatchObject({ line: 6, column: 1 });
  });

  it('gives the nearest ancestor of a node that is not there', () => {
    const { positionOf } = parsePositioned('f.yaml', TEXT);
    expect(positionOf('/a/d/0/nothing/here')).toMatchObject({ line: 4, column: 7 });
    expect(positionOf('/nothing')).toMatchObject({ line: 1, column: 1 });
  });

  it('reads JSON', () => {
    const { value, positionOf } = parsePositioned('f.json', '{\n\t"a": {"b": [1, null]}\n}\n');
    expect(value).toEqual({ a: { b: [1, null] } });
    expect(positionOf('/a/b/1')).toMatchObject({ line: 2, column: 17 });
  });

  it('expands aliases, and gives the line of the alias', () => {
    const { value, positionOf } = parsePositioned('f.yaml', 'a: &x {b: 1}\nc: *x\n');
    expect(value).toEqual({ a: { b: 1 }, c: { b: 1 } });
    expect(positionOf('/c/b')).toMatchObject({ line: 2 });
  });

  it.each([
    ['a member that is there twice', 'a: 1\nb: 2\na: 3\n', 3],
    ['a bracket that is never closed', 'a: [1, 2\nb: 3\n', 2],
    ['two documents', 'a: 1\n---\nb: 2\n', 2],
    ['infinity', 'a: 1\nb: [.inf]\n', 2],
    ['an alias to what it stands in', 'a: 1\nb: &x [*x]\n', 2],
    ['a bomb of aliases', bombOfAliases(), 1],
    ['thousands of levels', '['.repeat(100_000), 1],
  ])('reports %s with its line', (_, text, line) => {
    const { value, problems } = parsePositioned('f.yaml', text);
    expect(value).toBeUndefined();
    expect(problems[0]).toMatchObject({ level: 'error', code: 'yaml', position: { file: 'f.yaml', line } });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => parsePositioned('f', text).file === 'f'),
    );
  });

  it('finds every node of what it parses where the text has it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), (json, isYaml) => {
        const text = isYaml ? stringify(json) : JSON.stringify(json, null, 1);
        const lines = text.split('\n');
        const { value, problems, positionOf } = parsePositioned('f', text);
        expect(problems).toEqual([]);
        expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(JSON.stringify(json))));
        for (const [pointer, key] of keysOf(json)) {
          const { line, column } = positionOf(pointer);
          const rest = (lines[line - 1] ?? '').slice(column - 1);
          expect(rest.startsWith('"') || rest.startsWith("'") || rest.startsWith('?') || rest.startsWith(key)).toBe(
            true,
          );
        }
      }),
    );
  });

  it('gives different places to different members', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (json) => {
        const { positionOf } = parsePositioned('f', JSON.stringify(json));
        const places = keysOf(json).map(([pointer]) => positionOf(pointer).column);
        expect(new Set(places).size).toBe(places.length);
      }),
    );
  });
});

describe('the nesting of a text', () => {
  const refusalOf = (text: string): string | undefined => parsePositioned('f.yaml', text).problems[0]?.message;

  it.each([
    ['brackets', '['.repeat(5000)],
    ['braces that are closed again', '{a: '.repeat(5000) + '}'.repeat(5000)],
    ['a few hundred brackets', '['.repeat(300) + ']'.repeat(300)],
    ['lists in lists on one line', '- '.repeat(5000)],
    ['a few hundred lists in lists', '- '.repeat(300)],
    ['members below members', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('is too deep with %s', (_, text) => {
    expect(refusalOf(text)).toBe('the text is nested too deeply');
  });

  it('does not count brackets in texts', () => {
    expect(refusalOf(`a: "${'['.repeat(5000)}"\nb: |\n  ${'{'.repeat(5000)}\n`)).toBeUndefined();
  });

  it('does not add up lists that stand side by side', () => {
    expect(refusalOf(Array.from({ length: 5000 }, (_, index) => `k${index}: [{a: [1]}]`).join('\n'))).toBeUndefined();
  });
});

const QUOTED = `a:
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
  const { quoteOf } = parsePositioned('f.yaml', QUOTED);

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

function keysOf(value: unknown, pointer = ''): readonly (readonly [pointer: string, key: string])[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keysOf(item, `${pointer}/${index}`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = `${pointer}/${escapeToken(key)}`;
    return [[at, key] as const, ...keysOf(member, at)];
  });
}

function bombOfAliases(): string {
  const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  return levels
    .map(
      (name, index) =>
        `${name}: &${name} [${Array.from({ length: 10 }, () => (index === 0 ? 'x' : `*${levels[index - 1]}`)).join(', ')}]\n`,
    )
    .join('');
}

describe('merge keys', () => {
  const TEXT = `base: &base
  a: 1
  b: 2
more: &more {c: 3}
one:
  <<: *base
  b: 4
two: {<<: [*base, *more], d: 5}
`;

  it('are merged, and members keep the place where they were written', () => {
    const { value, positionOf, problems } = parsePositioned('merged.yaml', TEXT);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ one: { a: 1, b: 4 }, two: { a: 1, b: 2, c: 3, d: 5 } });
    expect([positionOf('/one/a').line, positionOf('/one/b').line, positionOf('/two/c').line]).toEqual([2, 7, 4]);
  });

  it('that merge no map are refused with a reason', () => {
    expect(parsePositioned('merged.yaml', 'a: {<<: 1}\n').problems).toHaveLength(1);
  });
});
