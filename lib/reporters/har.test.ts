import type { Har } from 'har-format';
import { describe, expect, it } from 'vitest';
import { problemsOfHar } from '../../tests/support/test-formats.ts';
import { buildRecord } from '../../tests/support/test-record.ts';
import { type Exchange, withoutBody } from '../exchange/exchange.ts';
import type { Evidence } from '../findings/run-record.ts';
import { har } from './har.ts';

const answered: Exchange = {
  requestId: 'run-1',
  startedAtMs: Date.UTC(2026, 10, 25, 2),
  durationMs: 12,
  request: {
    method: 'POST',
    url: 'https://api.example.com/orgs/[secret:slug]?limit=1&token=[secret:orgApiKey]',
    headers: [
      ['Content-Type', 'application/json'],
      ['Cookie', 'mcp_session=[secret:ownerSession]; theme=dark'],
    ],
    body: '{"name":"ü"}',
  },
  outcome: {
    kind: 'answered',
    status: 201,
    headers: [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Set-Cookie', 'seen=1; Path=/'],
    ],
    body: { kind: 'json', text: '{"id":"ü"}', value: { id: 'ü' } },
  },
};

const failed: Exchange = {
  ...answered,
  requestId: 'run-0',
  outcome: { kind: 'failed', reason: 'timeout', detail: 'no complete answer within 9 ms' },
};

function evidenceOf(exchange: Exchange, caseId = 'createOrg/conformance/minimal'): Evidence {
  return { caseId, operationId: 'createOrg', purpose: 'probe', exchange };
}

function withBody(text: string): Exchange {
  return {
    ...answered,
    outcome: { kind: 'answered', status: 200, headers: [['Content-Type', 'text/plain']], body: { kind: 'text', text } },
  };
}

function render(exchanges: readonly Evidence[]): { readonly text: string; readonly log: Har['log'] } {
  const text = har.render(buildRecord(), exchanges);
  expect(problemsOfHar(text)).toEqual([]);
  return { text, log: (JSON.parse(text) as Har).log };
}

describe('exchanges.har', () => {
  it('holds an exchange as HAR 1.2 has it, with what it was sent for', () => {
    const { log } = render([evidenceOf(answered)]);
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'conform' } });
    expect(log.entries[0]).toMatchObject({
      startedDateTime: '2026-11-25T02:00:00.000Z',
      time: 12,
      _operationId: 'createOrg',
      _caseId: 'createOrg/conformance/minimal',
      _purpose: 'probe',
      _requestId: 'run-1',
      request: { method: 'POST', bodySize: 13, postData: { mimeType: 'application/json', text: '{"name":"ü"}' } },
      response: {
        status: 201,
        statusText: 'Created',
        content: { size: 11, mimeType: 'application/json; charset=utf-8', text: '{"id":"ü"}' },
      },
    });
    const { timings } = log.entries[0] ?? { timings: { send: 0, wait: 0, receive: 0 } };
    expect((timings.send ?? 0) + timings.wait + timings.receive).toBe(12);
  });

  it('writes markers so that the address stays one', () => {
    const { request } = render([evidenceOf(answered)]).log.entries[0] ?? {};
    expect(request?.url).toBe('https://api.example.com/orgs/%5Bsecret:slug%5D?limit=1&token=%5Bsecret:orgApiKey%5D');
    expect(request?.queryString).toEqual([
      { name: 'limit', value: '1' },
      { name: 'token', value: '[secret:orgApiKey]' },
    ]);
  });

  it('shows no value of any cookie', () => {
    const { text, log } = render([evidenceOf(answered)]);
    expect(log.entries[0]?.request.cookies).toEqual([
      { name: 'mcp_session', value: '[secret:ownerSession]' },
      { name: 'theme', value: '[secret:cookie theme]' },
    ]);
    expect(log.entries[0]?.response.cookies).toEqual([{ name: 'seen', value: '[secret:cookie seen]' }]);
    expect(text).not.toMatch(/theme=dark|seen=1/);
  });

  it('writes down that no answer came, and puts entries in the order of time', () => {
    const { log } = render([evidenceOf(answered), evidenceOf(failed)]);
    expect(log.entries.map((entry) => entry.response.status)).toEqual([0, 201]);
    expect(log.entries[0]).toMatchObject({ _error: 'timeout: no complete answer within 9 ms' });
  });

  it('cuts long bodies, further back where they are behind a finding, and says so', () => {
    const record = buildRecord();
    const proving = record.findings[0]?.cases[0] ?? '';
    const { log } = render([evidenceOf(withBody('x'.repeat(5_000))), evidenceOf(withBody('x'.repeat(5_000)), proving)]);
    const contents = log.entries.map((entry) => entry.response.content);
    expect(contents[0]).toMatchObject({ size: 5_000, comment: 'cut' });
    expect(contents[0]?.text?.length).toBeLessThan(4_100);
    expect(contents[1]).toEqual({ size: 5_000, mimeType: 'text/plain', text: 'x'.repeat(5_000) });
  });

  it('says where a body was never stored', () => {
    const { log } = render([evidenceOf(withoutBody(answered))]);
    expect(log.entries[0]?.response.content).toEqual({
      size: -1,
      mimeType: 'application/json; charset=utf-8',
      comment: 'not stored: bodies of this operation may hold secrets',
    });
  });

  it('holds the exchanges behind the findings where there are no others', () => {
    const text = har.render(buildRecord({ evidence: [evidenceOf(answered)] }));
    expect((JSON.parse(text) as Har).log.entries).toHaveLength(1);
  });

  it('is held against a schema that finds what is wrong', () => {
    expect(problemsOfHar('{"log":{"version":"1.2","creator":{"name":"a"},"entries":[{}]}}')).not.toEqual([]);
  });

  it('stays valid and without hidden characters whatever stands in an exchange', () => {
    const attack = '\u202e\ud83d\u0000\u001b]8;;x\u0007"</script>\r\n::error %zz é';
    const hostile: Exchange = {
      requestId: attack,
      startedAtMs: Number.MAX_VALUE,
      durationMs: 0,
      request: {
        method: attack,
        url: `https://a.example/${attack}?${attack}=${attack}`,
        headers: [
          [attack, attack],
          ['Cookie', attack],
        ],
        body: attack,
      },
      outcome: {
        kind: 'answered',
        status: 299,
        headers: [
          [attack, attack],
          ['Location', attack],
          ['Set-Cookie', `a=${attack}`],
        ],
        body: { kind: 'text', text: attack },
      },
    };
    const nowhere: Exchange = { ...hostile, request: { ...hostile.request, url: attack } };
    const { text } = render([evidenceOf(hostile, attack), evidenceOf(nowhere, attack)]);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});
