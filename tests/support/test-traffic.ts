import { gzipSync } from 'node:zlib';
import type { JsonValue } from '../../lib/core/json.ts';

export interface TestCall {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sent?: JsonValue;
  readonly status?: number;
  readonly answerHeaders?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
  /** Members of `response.content` in place of those made of `body`. */
  readonly content?: object;
}

/** For tests: an HTTP archive of these calls. */
export function archiveOf(calls: readonly TestCall[], creator = 'a proxy'): string {
  return JSON.stringify({
    log: { version: '1.2', creator: { name: creator, version: '1' }, entries: calls.map(entryOf) },
  });
}

/** For tests: a body as tools write it that keep the bytes as they came. */
export function gzippedContent(body: JsonValue): object {
  const bytes = gzipSync(JSON.stringify(body));
  return { size: bytes.length, mimeType: 'application/json', encoding: 'base64', text: bytes.toString('base64') };
}

function entryOf(call: TestCall): object {
  const text = call.body === undefined ? '' : JSON.stringify(call.body);
  const usual = { 'Content-Type': 'application/json', 'X-Content-Type-Options': 'nosniff' };
  return {
    startedDateTime: '2026-11-25T02:00:00.000Z',
    time: 5,
    request: {
      method: call.method ?? 'GET',
      url: call.url,
      headers: linesOf(call.headers ?? {}),
      ...(call.sent === undefined
        ? {}
        : { postData: { mimeType: 'application/json', text: JSON.stringify(call.sent) } }),
    },
    response: {
      status: call.status ?? 200,
      headers: linesOf(call.answerHeaders ?? usual),
      content: call.content ?? { size: Buffer.byteLength(text), mimeType: 'application/json', text },
    },
  };
}

function linesOf(headers: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}
