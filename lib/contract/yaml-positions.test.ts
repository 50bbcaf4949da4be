import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { escapeToken } from '../core/pointer.ts';
import { parsePositioned } from './yaml-positions.ts';

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
