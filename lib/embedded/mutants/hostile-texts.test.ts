import { describe, expect, it } from 'vitest';
import { HOSTILE_HEADER, HOSTILE_TEXTS, makeHostile, makeTame, withoutHostile } from './hostile-texts.ts';

const VALUE = { id: 'a-1', slug: 'acme', name: 'Acme', list: ['x', { status: 'running' }], size: 3, none: null };

describe('hostile texts', () => {
  it('stand in every text of a value, but for the slug that the operator chose, and in a name of each object', () => {
    const hostile = makeHostile(VALUE) as Readonly<Record<string, unknown>>;
    expect(hostile).toMatchObject({ slug: 'acme', size: 3, none: null });
    expect(hostile['id']).toMatch(/^a-1.*<script>/);
    expect(HOSTILE_TEXTS.some((text) => hostile['name'] === `${text}Acme`)).toBe(true);
    expect(Object.keys(hostile).filter((name) => name.includes('onerror='))).toHaveLength(1);
    expect(JSON.stringify(hostile['list'])).toContain('onerror=');
  });

  it('can all be taken out again', () => {
    expect(makeTame(makeHostile(VALUE))).toEqual(VALUE);
    for (const text of HOSTILE_TEXTS) expect(withoutHostile(`a${text}b`)).toBe('ab');
  });

  it('fit into a header where they have to', () => {
    expect(() => new Headers({ 'X-Note': HOSTILE_HEADER })).not.toThrow();
  });
});
