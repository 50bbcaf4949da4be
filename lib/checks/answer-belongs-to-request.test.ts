import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../core/json.ts';
import type { HeaderLine } from '../exchange/exchange.ts';
import { foreignValues } from './answer-belongs-to-request.ts';
import { REFUSED, testAnswer, testContext } from '../../tests/support/test-context.ts';

interface Sent {
  readonly url?: string;
  readonly body?: JsonValue;
  readonly status?: number;
  readonly headers?: readonly HeaderLine[];
}

function judge(body: JsonValue, sent: Sent = {}, changes: Parameters<typeof testContext>[1] = {}) {
  const context = testContext(testAnswer(sent.status ?? 200, body, sent.headers), changes);
  const url = sent.url ?? 'http://localhost/base/widgets/w1';
  const request = { ...context.exchange.request, url, body: JSON.stringify(sent.body ?? null) };
  return foreignValues({ ...context, exchange: { ...context.exchange, request } }).map(
    ({ rule, place, expected, seen }) => [rule, place.kind === 'body' ? place.pointer : place.kind, expected, seen],
  );
}

describe('foreignValues', () => {
  it('reports another thing than the path names, in the answer and in rows that name what they belong to', () => {
    expect(judge({ id: 'w2' })).toEqual([['body.identity', '/id', '"w1"', '"w2"']]);
    expect(judge([{ widget_id: 'w1' }, { widget_id: 'w2' }])).toEqual([
      ['body.identity', '/*/widget_id', '"w1"', '"w2"'],
    ]);
  });

  it('reports another name than was sent', () => {
    const sent = { body: { name: 'a', note: 'x', runtime: 'r' } };
    expect(judge({ name: 'b', note: 'y', runtime: 'r' }, sent)).toEqual([['body.echo', '/name', '"a"', '"b"']]);
  });

  it('reports an address that is not of what was made', () => {
    const made = (location: string) => judge({ id: 'w1' }, { status: 201, headers: [['Location', location]] });
    expect(made('/widgets/w2')).toEqual([
      ['header.location', 'header', 'the address of what was made', 'an address without its id'],
    ]);
    expect(made('https://localhost/widgets/w1?new')).toEqual([]);
  });

  it('takes ids that differ in case for the same, and says nothing of members that are not there', () => {
    const id = '0D9C8B7A-6F5E-4D3C-8B2A-1F0E9D8C7B6A';
    expect(judge({ id: id.toLowerCase() }, { url: `http://localhost/widgets/${id}` })).toEqual([]);
    expect(judge({ parts: [{ id: 'p1' }] })).toEqual([]);
  });

  it('leaves to the case what it asks for, and what should have been refused', () => {
    const clause = { at: '/id', test: 'equals', value: 'w1', orAbsent: true, rule: 'body.identity' } as const;
    expect(judge({ id: 'w2' }, {}, { step: { sees: [clause] } })).toEqual([]);
    expect(judge({ id: 'w2' }, {}, { expectation: REFUSED })).toEqual([]);
  });
});
