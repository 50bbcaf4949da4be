import { describe, expect, it } from 'vitest';
import { parseHar } from './parse-har.ts';

const request = { method: 'get', url: 'https://api.example.com/things', headers: [] };
const response = { status: 200, headers: [], content: { size: 2, mimeType: 'application/json', text: '{}' } };
const entry = { startedDateTime: '2026-11-25T02:00:00.000Z', time: 12.4, request, response };

function archive(entries: readonly unknown[], log: object = {}): string {
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'a tool', version: '1' }, entries, ...log } });
}

function parseOne(changes: { readonly request?: object; readonly response?: object; readonly own?: object }) {
  const made = {
    ...entry,
    request: { ...request, ...changes.request },
    response: { ...response, ...changes.response },
    ...changes.own,
  };
  const parsed = parseHar(archive([made]));
  if (!parsed.ok) throw new Error(parsed.error.join('\n'));
  return parsed.value.entries[0];
}

describe('parseHar', () => {
  it('reads an entry', () => {
    expect(parseHar(`\ufeff${archive([entry])}`)).toEqual({
      ok: true,
      value: {
        creator: 'a tool',
        entries: [
          {
            index: 0,
            startedAtMs: Date.UTC(2026, 10, 25, 2),
            durationMs: 12,
            method: 'GET',
            url: 'https://api.example.com/things',
            requestHeaders: [],
            status: 200,
            headers: [['Content-Type', 'application/json']],
            body: { kind: 'text', text: '{}', declaredSize: 2 },
            isFromCache: false,
          },
        ],
      },
    });
  });

  it.each([
    ['no text and no size', { content: { mimeType: 'text/html' } }, { kind: 'missing' }],
    ['a size and no text', { content: { size: 9, mimeType: 'text/html' } }, { kind: 'missing' }],
    ['an unknown size', { content: { size: -1, mimeType: 'text/html' } }, { kind: 'missing' }],
    ['a size of 0', { content: { size: 0, mimeType: 'text/html' } }, { kind: 'none' }],
    ['204', { status: 204, content: { size: -1, mimeType: 'x-unknown' } }, { kind: 'none' }],
    ['no content at all', { content: null }, { kind: 'missing' }],
    ['base64', { content: { size: 2, encoding: 'base64', text: 'e30=' } }, { kind: 'bytes', bytes: Buffer.from('{}') }],
  ])('tells a body that is not there from an empty one: %s', (_title, changes, body) => {
    expect(parseOne({ response: changes })?.body).toEqual(body);
  });

  it('takes cookies from their own list where no header has them', () => {
    const cookies = [{ name: 'a', value: '1' }];
    expect(parseOne({ request: { cookies } })?.requestHeaders).toEqual([['Cookie', 'a=1']]);
    expect(parseOne({ request: { cookies, headers: [{ name: 'cookie', value: 'b=2' }] } })?.requestHeaders).toEqual([
      ['cookie', 'b=2'],
    ]);
  });

  it('leaves the names of HTTP/2 out of the headers', () => {
    expect(parseOne({ request: { headers: [{ name: ':authority', value: 'a' }] } })?.requestHeaders).toEqual([]);
  });

  it('reads a form that is written down as parameters', () => {
    const postData = { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'a', value: '1 2' }] };
    expect(parseOne({ request: { postData } })?.requestBody).toBe('a=1+2');
  });

  it.each([-1, 0])('takes the status %d for no answer', (status) => {
    expect(parseOne({ response: { status } })?.status).toBe(0);
  });

  it('forgives what tools leave out and nobody needs', () => {
    const bare = {
      request: { method: 'GET', url: 'https://a.example/', headers: [] },
      response: { status: 200, headers: [] },
    };
    expect(parseHar(archive([bare]))).toMatchObject({
      ok: true,
      value: { entries: [{ startedAtMs: 0, durationMs: 0 }] },
    });
  });

  it.each([
    ['no JSON', '{"log": {"version": "1.2",\n  oops', ['2:3: is not JSON from here on']],
    ['nothing', '', ['the file is empty']],
    ['JSON of something else', '[]', ['log: is missing, so this is no HTTP Archive']],
    [
      'no version',
      archive([], { version: undefined }),
      ['log.version: must be "1.2" (or "1.1"), the versions that can be read'],
    ],
    [
      'another version',
      archive([], { version: '2.0' }),
      ['log.version: must be "1.2" (or "1.1"), the versions that can be read'],
    ],
    ['no entries', archive([], { entries: {} }), ['log.entries: must be a list']],
    ['no request', archive([entry, { response }]), ['log.entries[1].request: is missing, or not of the type object']],
    [
      'a header without a value',
      archive([{ ...entry, response: { ...response, headers: [{ name: 'a' }] } }]),
      ['log.entries[0].response.headers[0].value: is missing, or not of the type string'],
    ],
    [
      'a status that is none',
      archive([{ ...entry, response: { ...response, status: 'ok' } }]),
      ['log.entries[0].response.status: is missing, or not of the type number'],
    ],
    [
      'an empty method',
      archive([{ ...entry, request: { ...request, method: '' } }]),
      ['log.entries[0].request.method: is empty'],
    ],
  ])('names the place where it is broken: %s', (_title, text, problems) => {
    expect(parseHar(text)).toEqual({ ok: false, error: problems });
  });

  it('names a few places of many', () => {
    const parsed = parseHar(archive(Array.from({ length: 1_000 }, () => ({}))));
    expect(parsed.ok ? [] : parsed.error).toHaveLength(5);
  });

  it('refuses more entries than it reads at once', () => {
    const parsed = parseHar(`{"log":{"version":"1.2","entries":[0${',0'.repeat(1_000_000)}]}}`);
    expect(parsed).toEqual({
      ok: false,
      error: [`log.entries: has 1000001 entries, more than the 100000 that are read at once`],
    });
  });

  it('never quotes what is broken', () => {
    const secret = 'r4'.repeat(10);
    for (const text of [`{"log": ${secret}`, archive([{ request: { method: secret } }])])
      expect(JSON.stringify(parseHar(text))).not.toContain(secret);
  });
});
