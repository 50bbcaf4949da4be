import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../contract/contract.ts';
import type { Sequence } from './case.ts';
import { idleOnly, matchesOperation, operationsOfShard, parseShard } from './selection.ts';

const operation: Operation = {
  id: 'getOrg',
  method: 'GET',
  path: '/api/v1/orgs/{slug}',
  tag: 'cp-orgs',
  service: 'cp',
  summary: '',
  deprecated: false,
  security: [],
  securityPointer: '',
  parameters: [],
  responses: [],
  pointer: '',
};

describe('matchesOperation', () => {
  it.each([
    'getOrg',
    'GETORG',
    'cp-orgs',
    'GET /api/v1/orgs/{slug}',
    '/api/v1/orgs/{slug}',
    'get*',
    '* /api/v1/orgs*',
    'cp-*',
  ])('selects by %s', (pattern) => {
    expect(matchesOperation([pattern], operation)).toBe(true);
  });

  it.each(['getOrgs', 'Org', 'cp', 'POST /api/v1/orgs/{slug}', '/api/v1/orgs', 'get.*'])(
    'does not select by %s',
    (pattern) => {
      expect(matchesOperation([pattern], operation)).toBe(false);
    },
  );

  it('names the patterns that select nothing, and what is near them', () => {
    expect(idleOnly(['getOrg', 'cp-*', '* /api/v1/*'], [operation])).toEqual([]);
    expect(idleOnly(['getOrg', 'getOgr', 'x*'], [operation])).toEqual([
      { pattern: 'getOgr', near: expect.arrayContaining(['getOrg']) as string[] },
      { pattern: 'x*', near: expect.any(Array) as string[] },
    ]);
  });

  it('selects everything when nothing is asked for', () => {
    expect(matchesOperation([], operation)).toBe(true);
  });
});

/** A sequence of one case with so many requests; of a step nothing but `planned` is read. */
function sequence(operationId: string, requests: number): Sequence {
  const steps = Array.from({ length: requests }, () => ({ planned: true }));
  return { id: operationId, operationId, group: 'conformance', cases: [{ steps }] } as unknown as Sequence;
}

function divide(sequences: readonly Sequence[], total: number): readonly (readonly string[])[] {
  return Array.from({ length: total }, (_, at) => operationsOfShard(sequences, { index: at + 1, total }));
}

describe('operationsOfShard', () => {
  it('gives the heaviest operation to the shard with the fewest requests so far', () => {
    const sequences = [sequence('a', 1), sequence('b', 5), sequence('c', 4), sequence('d', 2)];
    expect(divide(sequences, 2)).toEqual([
      ['b', 'a'],
      ['c', 'd'],
    ]);
  });

  it('keeps all sequences of an operation together and weighs them as one', () => {
    expect(divide([sequence('a', 3), sequence('b', 5), sequence('a', 3)], 2)).toEqual([['a'], ['b']]);
  });

  it('leaves shards empty where there are more of them than operations', () => {
    expect(divide([sequence('a', 1)], 3)).toEqual([['a'], [], []]);
  });

  it('gives every operation to exactly one shard, whatever the order of the sequences', () => {
    const weights = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.nat(30)), { selector: ([id]) => id });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 7 }), (rows, total) => {
        const sequences = rows.map(([id, requests]) => sequence(id, requests));
        const shards = divide(sequences, total);
        expect(shards.flat().sort()).toEqual(rows.map(([id]) => id).sort());
        expect(divide([...sequences].reverse(), total)).toEqual(shards);
      }),
    );
  });
});

describe('parseShard', () => {
  it('reads which part of how many', () => {
    expect(parseShard('2/4')).toEqual({ index: 2, total: 4 });
  });

  it.each(['', '0/4', '5/4', '1/0', '1', '1/4/2', '-1/4', '1.5/4', '1/257', 'a/b'])('refuses "%s"', (text) => {
    expect(() => parseShard(text)).toThrow('--shard takes i/n');
  });
});
