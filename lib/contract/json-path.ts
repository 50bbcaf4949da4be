import type { JsonObject } from '../core/json.ts';
import { unescapeToken, valueAtPointer } from '../core/pointer.ts';
import type { Pointer } from './contract.ts';

/** A JSON Pointer into a document as the JSONPath (RFC 9535, section 2.3.1) that selects the same node and nothing else. */
export function jsonPathOf(document: JsonObject, pointer: Pointer): string {
  let place = '';
  let path = '$';
  for (const token of pointer.split('/').slice(1)) {
    path += Array.isArray(valueAtPointer(document, place)) ? `[${token}]` : segmentOf(token);
    place += `/${token}`;
  }
  return path;
}

function segmentOf(token: string): string {
  const name = unescapeToken(token);
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${quoteInPath(name)}]`;
}

/** A text as a string literal of JSONPath (RFC 9535, section 2.3.1.1). */
export function quoteInPath(text: string): string {
  // The escapes of JSON are those of JSONPath, but for the quotes.
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
