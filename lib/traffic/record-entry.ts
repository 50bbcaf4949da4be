import { decodePercent } from '../core/text.ts';
import { hideCookieValues } from '../exchange/cookies.ts';
import { type Answer, type Exchange, type HeaderLine, headerOf } from '../exchange/exchange.ts';
import type { HarEntry } from '../exchange/parse-har.ts';
import type { Redactor } from '../exchange/redaction.ts';
import { type BodyText, learnHeaders, readBodyText, seeBody } from '../transport/read-body.ts';
import type { TrafficSecrets } from './traffic-secrets.ts';

/** A recorded exchange, redacted. */
export interface RecordedExchange {
  readonly exchange: Exchange & { readonly outcome: Answer };
  /** False if the recording lacks the body, or a part of it. */
  readonly hasBody: boolean;
  /** False if no header of the answer was recorded. */
  readonly hasHeaders: boolean;
}

export interface RecordTools {
  readonly redactor: Redactor;
  readonly secrets: TrafficSecrets;
  readonly maxBodyBytes: number;
}

/** Makes an exchange of a recorded entry. Like the HTTP client, it removes the secrets first. */
export async function recordEntry(entry: HarEntry, tools: RecordTools): Promise<RecordedExchange> {
  const { redactor } = tools;
  const body = await readRecorded(entry, tools.maxBodyBytes);
  learnHeaders(entry.headers, redactor);
  const seen = body === undefined ? ({ kind: 'empty' } as const) : seeBody(body, redactor).seen;
  return {
    exchange: {
      requestId: redactor.redact(headerOf(entry.requestHeaders, 'x-request-id') ?? `entry ${entry.index}`),
      startedAtMs: entry.startedAtMs,
      durationMs: entry.durationMs,
      request: {
        method: entry.method,
        url: redactUrl(entry.url, tools),
        headers: redactHeaders(entry.requestHeaders, tools),
        ...(entry.requestBody === undefined ? {} : { body: redactor.redact(entry.requestBody) }),
      },
      outcome: { kind: 'answered', status: entry.status, headers: redactHeaders(entry.headers, tools), body: seen },
    },
    hasBody: body !== undefined,
    hasHeaders:
      entry.headers.length > 1 || (entry.headers.length === 1 && !/^content-type$/i.test(entry.headers[0]?.[0] ?? '')),
  };
}

/** Removes the credentials from an address: those before the host, in the query, and every known secret. */
function redactUrl(recorded: string, { redactor, secrets }: Pick<RecordTools, 'redactor' | 'secrets'>): string {
  const url = new URL(recorded);
  // From the text, since `URL` removes dot segments.
  const [, own = '/'] = /^https?:\/\/[^/?#]*(\/[^?#]*)?/i.exec(recorded) ?? [];
  const query = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const name = pair.split('=')[0] ?? '';
      const text = redactor.redact(pair);
      return secrets.isSecretQuery(decodePercent(name)) && !text.includes('[secret:')
        ? `${name}=[secret:query ${name.replace(/[^\w.-]/g, '_')}]`
        : text;
    });
  const path = redactor.redact(`${url.protocol}//${url.host}${own}`);
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** Removes secrets from headers: the known ones, and the values of headers for credentials, which may be too short to search for. */
function redactHeaders(lines: readonly HeaderLine[], { redactor, secrets }: RecordTools): readonly HeaderLine[] {
  return redactor.redactHeaders(lines).map(([name, value]): HeaderLine => {
    if (/^(?:set-)?cookie$/i.test(name)) return [name, hideCookieValues(name, value)];
    if (!secrets.isSecretHeader(name) || value === '' || value.includes('[secret:')) return [name, value];
    const [, scheme = ''] = /^(\S+\s+)\S/.exec(value) ?? [];
    return [name, `${scheme}[secret:header ${name.toLowerCase().replace(/[^\w.-]/g, '_')}]`];
  });
}

/** Reads the text of a recorded body, which some tools record still compressed. Undefined if any of it is missing. */
async function readRecorded({ body, headers }: HarEntry, maxBodyBytes: number): Promise<BodyText | undefined> {
  switch (body.kind) {
    case 'none':
      return { text: '', isUtf8: true };
    case 'missing':
      return undefined;
    case 'text':
      return isCut(body) || Buffer.byteLength(body.text) > maxBodyBytes ? undefined : { text: body.text, isUtf8: true };
    case 'bytes': {
      if (body.bytes.length > maxBodyBytes) return undefined;
      const plain: BodyText = { text: body.bytes.toString('utf8'), isUtf8: true };
      if (!plain.text.includes('\ufffd')) return plain;
      const inflated = await readBodyText(body.bytes, headers, maxBodyBytes);
      if (inflated.ok) return inflated.value;
      return inflated.error.reason === 'oversize' ? undefined : { ...plain, isUtf8: false };
    }
  }
}

/** Tells whether a text is shorter than the recording says, and not complete JSON either. */
function isCut({ text, declaredSize }: { readonly text: string; readonly declaredSize: number }): boolean {
  if (Buffer.byteLength(text) >= declaredSize) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
