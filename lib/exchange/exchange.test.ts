import { describe, expect, it } from 'vitest';
import { cutBody, storedBodyOf, withoutBody, type Answer, type Exchange } from './exchange.ts';

function exchangeWith(body: Answer['body']): Exchange {
  return {
    requestId: '1',
    startedAtMs: 0,
    durationMs: 1,
    request: { method: 'GET', url: 'https://a.example/', headers: [] },
    outcome: { kind: 'answered', status: 200, headers: [], body },
  };
}

function stored({ outcome }: Exchange): string {
  return outcome.kind === 'answered' ? storedBodyOf(outcome) : '';
}

const json = exchangeWith({ kind: 'json', text: '{"a":1}', value: { a: 1 } });

describe('a stored body', () => {
  it('is whole where nothing was taken away', () => {
    expect(stored(json)).toBe('whole');
    expect(stored(cutBody(json, 7))).toBe('whole');
  });

  it('says that it was cut, and how long it was', () => {
    const cut = cutBody(json, 3);
    expect(stored(cut)).toBe('cut');
    expect(cut.outcome).toMatchObject({ body: { kind: 'text', text: '{"a… (7 characters)' } });
  });

  it('says that it was withheld', () => {
    expect(stored(withoutBody(json))).toBe('withheld');
    expect(JSON.stringify(withoutBody(json))).not.toContain('"a"');
  });

  it('stays away where there was none', () => {
    const empty = exchangeWith({ kind: 'empty' });
    expect(withoutBody(empty)).toBe(empty);
  });
});
