import type { JsonValue } from '../core/json.ts';
import type { RequestBody } from './http.ts';

/** Reads a request body. JSON is the only media type; any other one named counts as malformed, and so does too large a body. */
export function readBody(bytes: Buffer | undefined, contentType: string | undefined): RequestBody {
  if (bytes === undefined) return { kind: 'malformed' };
  if (bytes.length === 0) return { kind: 'absent' };
  if (contentType !== undefined && !isJsonType(contentType)) return { kind: 'malformed' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // JSON.parse yields JSON values only.
    return { kind: 'json', value: JSON.parse(text) as JsonValue };
  } catch {
    return { kind: 'malformed' };
  }
}

function isJsonType(contentType: string): boolean {
  return contentType.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
