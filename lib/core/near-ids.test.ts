import { describe, expect, it } from 'vitest';
import { nearIds } from './near-ids.ts';

const ids = ['getOrg', 'deleteOrg', 'body.required', 'body.type', 'auth.wrong-tier-accepted', 'cp-admin'];

describe('nearIds', () => {
  it.each([
    ['getOgr', 'getOrg'],
    ['wrong-tier', 'auth.wrong-tier-accepted'],
    ['BODY.REQUIRED', 'body.required'],
    ['cpadmin', 'cp-admin'],
  ])('finds what %s may have meant', (wanted, nearest) => {
    expect(nearIds(wanted, ids)[0]).toBe(nearest);
  });

  it('names five, each once, in the same order every time', () => {
    const twice = [...ids, ...ids];
    expect(nearIds('', twice)).toHaveLength(5);
    expect(nearIds('x', twice)).toEqual(nearIds('x', [...twice].reverse()));
  });
});
