import type { JsonValue } from '../core/json.ts';
import type { SentRequest } from '../exchange/exchange.ts';
import { walkBody } from './body-place.ts';

/** A shorter value may stand in a longer one for another reason. */
const SHORTEST_PART = 8;

/**
 * Whether somebody who sent the request knew a value beforehand, since it stands in the path, the query, a header or the body
 * of it: an answer that repeats such a value gives nothing away. Nor does one that says `null`.
 */
export function knownTo(request: SentRequest): (value: JsonValue) => boolean {
  const sent = valuesOf(request);
  const whole = new Set(sent);
  return (value) => {
    if (value === null) return true;
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    const text = String(value);
    return whole.has(text) || (text.length >= SHORTEST_PART && sent.some((each) => each.includes(text)));
  };
}

function valuesOf({ url, headers, body }: SentRequest): readonly string[] {
  const [address = '', query = ''] = url.split(/\?(.*)/s);
  return [
    ...address.split('/').map(decode),
    ...new URLSearchParams(query).values(),
    ...headers.map(([, value]) => value),
    ...(body === undefined ? [] : [body, ...scalarsIn(body)]),
  ].filter((value) => value !== '');
}

function scalarsIn(body: string): readonly string[] {
  try {
    // JSON.parse gives nothing but JSON values.
    const value = JSON.parse(body) as JsonValue;
    return [...walkBody(value)].flatMap(([, , each]) =>
      typeof each === 'string' || typeof each === 'number' ? [String(each)] : [],
    );
  } catch {
    return [];
  }
}

/** Probes hold paths that are spelled wrongly on purpose. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
