import type { JsonValue } from '../core/json.ts';
import type { HeaderLine, SeenBody } from '../exchange/exchange.ts';
import { findMintedSecrets } from '../exchange/minted-secrets.ts';
import type { Redactor } from '../exchange/redaction.ts';
import type { BodyText } from './read-body.ts';

/** The body for the record, and its JSON as it came, for binding values of the run. */
export interface SeenAndRaw {
  readonly seen: SeenBody;
  readonly raw?: JsonValue;
}

/** Makes the record of a body. Secrets that it gives out become known to the redactor first. */
export function seeBody(body: BodyText, redactor: Redactor): SeenAndRaw {
  if (body.text === '') return { seen: { kind: 'empty' } };
  const flag = body.isUtf8 ? {} : ({ invalidUtf8: true } as const);
  const raw = parseJson(body.text);
  if (raw === undefined) return { seen: { kind: 'text', text: redactor.redact(body.text), ...flag } };
  for (const minted of findMintedSecrets(raw)) redactor.add(minted.label, minted.value);
  const text = redactor.redact(body.text);
  if (text === body.text) return { seen: { kind: 'json', text, value: raw, ...flag }, raw };
  const value = parseJson(text);
  if (value !== undefined) return { seen: { kind: 'json', text, value, ...flag }, raw };
  const redacted = redactValue(raw, redactor);
  return { seen: { kind: 'json', text: JSON.stringify(redacted), value: redacted, ...flag }, raw };
}

/** Makes the values of new cookies known to the redactor. */
export function learnCookies(headers: readonly HeaderLine[], redactor: Redactor): void {
  for (const [name, line] of headers) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    const [, cookie, value] = /^\s*([^=;\s]+)="?([^;"\s]{16,})/.exec(line) ?? [];
    if (cookie !== undefined && value !== undefined) redactor.add(`minted cookie ${cookie}`, value);
  }
}

/** For the rare secret whose marker breaks the text, such as one of digits only that stands there as a number. */
function redactValue(value: JsonValue, redactor: Redactor): JsonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return redactor.redact(value);
  if (typeof value === 'number')
    return redactor.hits(String(value)).length > 0 ? redactor.redact(String(value)) : value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => redactValue(item, redactor));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [redactor.redact(name), redactValue(member as JsonValue, redactor)]),
  );
}

function parseJson(text: string): JsonValue | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
