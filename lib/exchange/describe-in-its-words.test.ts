import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../core/json.ts';
import { describeInItsWords } from './describe-in-its-words.ts';
import type { Answer } from './exchange.ts';

describe('describeInItsWords', () => {
  const said = (body: Answer['body'], status = 400): string => {
    const request = { method: 'GET', url: 'https://a.example/', headers: [] };
    const outcome: Answer = { kind: 'answered', status, headers: [], body };
    return describeInItsWords({ requestId: '1', startedAtMs: 0, durationMs: 1, request, outcome });
  };
  const sayJson = (value: JsonObject): string => said({ kind: 'json', text: JSON.stringify(value), value });

  it('quotes what an error says', () => {
    expect(sayJson({ error: 'no such host' })).toBe('answered 400: "no such host"');
    expect(sayJson({ error: { message: 'no' }, code: 1 })).toBe('answered 400: "no"');
    expect(sayJson({ error: 'unsure', hint: 'send X-Sure' })).toBe('answered 400: "unsure: send X-Sure"');
    expect(said({ kind: 'text', text: ' no\nway ' })).toBe('answered 400: "no way"');
  });

  it('quotes 200 characters at most', () => {
    expect(sayJson({ error: 'x'.repeat(500) })).toBe(`answered 400: "${'x'.repeat(200)}…"`);
  });

  it('keeps the marks of what was taken out', () => {
    expect(sayJson({ error: 'bad key [secret:orgApiKey]' })).toBe('answered 400: "bad key [secret:orgApiKey]"');
  });

  it('quotes neither successes nor pages, nor what has no text', () => {
    expect(said({ kind: 'text', text: 'made' }, 201)).toBe('answered 201');
    expect(said({ kind: 'text', text: '<!doctype html><p>no' }, 502)).toBe('answered 502');
    expect(said({ kind: 'empty' })).toBe('answered 400');
  });
});
