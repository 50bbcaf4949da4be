import { describe, expect, it } from 'vitest';
import { normalisePlace, placeSchema, printPlace, type Place } from './place.ts';

const WORDS: readonly (readonly [words: string, place: Place])[] = [
  ['status', { kind: 'status' }],
  ['status 418', { kind: 'status', status: 418 }],
  ['status 302 to another address', { kind: 'status', status: 302, isElsewhere: true }],
  ['status of minimal', { kind: 'status-of-case', variant: 'minimal' }],
  ['status after minimal, 200 or 404 due', { kind: 'status-of-case', variant: 'minimal', due: [200, 404] }],
  ['status of a refusal', { kind: 'status-of-refusal' }],
  ['refusal 401', { kind: 'refusal', status: 401 }],
  ['access', { kind: 'access' }],
  ['access, expired', { kind: 'access', variant: 'expired' }],
  ['header allow', { kind: 'header', name: 'allow' }],
  ['header allow of 405', { kind: 'header', name: 'allow', status: 405 }],
  ['media type of 200', { kind: 'media-type', status: 200 }],
  ['body', { kind: 'body' }],
  ['body 500', { kind: 'body', status: 500 }],
  ['body 200 /', { kind: 'body', status: 200, pointer: '' }],
  ['body 200 /items/*/id', { kind: 'body', status: 200, pointer: '/items/*/id' }],
  ['body 200 /mode sent as resolved_mode', { kind: 'body', status: 200, pointer: '/mode', sentAs: 'resolved_mode' }],
  ['demand of header x-reason', { kind: 'demand', part: 'header', name: 'x-reason' }],
  ['demand of body', { kind: 'demand', part: 'body' }],
  ['body /tier, seen in getOrg', { kind: 'body', pointer: '/tier', seenIn: 'getOrg' }],
  ['body.type at body /name', { kind: 'body', pointer: '/name', flaky: 'body.type' }],
  ['error body, none', { kind: 'error-body', form: 'none' }],
  ['error body, other type', { kind: 'error-body', form: 'other-type' }],
  ['method PUT', { kind: 'method', method: 'PUT' }],
  ['answer of the mirror', { kind: 'mirror', part: 'answer' }],
  ['headers of the mirror', { kind: 'mirror', part: 'headers' }],
  ['response', { kind: 'response' }],
  ['latency', { kind: 'latency' }],
  ['path', { kind: 'path' }],
];

describe('printPlace', () => {
  it.each(WORDS)('says %s, which fingerprints are made of', (words, place) => {
    expect(printPlace(place)).toBe(words);
  });

  it('has words for a place of every kind', () => {
    const kinds = placeSchema.options.map(({ shape }) => shape.kind.value);
    expect([...new Set(WORDS.map(([, { kind }]) => kind))].sort()).toEqual([...kinds].sort());
  });
});

describe('normalisePlace', () => {
  const bound = new Map([
    ['org.slug', 'e2e-1a2b'],
    ['otherOrg.slug', 'work'],
  ]);

  it.each<readonly [Place, string]>([
    [{ kind: 'body', status: 200, pointer: '/orgs/e2e-1a2b/name' }, 'body 200 /orgs/<org.slug>/name'],
    [{ kind: 'body', status: 200, pointer: '/e2e-1a2b-name' }, 'body 200 /e2e-1a2b-name'],
    [{ kind: 'body', status: 200, pointer: '/workspace/work' }, 'body 200 /workspace/work'],
    [{ kind: 'body', pointer: '/a\u202e' }, 'body /a\\u202e'],
    [{ kind: 'header', name: 'x-\u0007' }, 'header x-\\u0007'],
    [{ kind: 'access', variant: 'e2e-1a2b' }, 'access, e2e-1a2b'],
    [{ kind: 'status', status: 200 }, 'status 200'],
  ])('makes of %o: %s', (place, normalised) => {
    expect(printPlace(normalisePlace(place, bound))).toBe(normalised);
  });
});
