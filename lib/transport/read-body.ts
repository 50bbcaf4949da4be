import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { err, ok, type Result } from '../core/result.ts';
import { type Failure, type HeaderLine, headerOf, type SeenBody } from '../exchange/exchange.ts';
import { failed } from './failure.ts';
import type { JsonValue } from '../core/json.ts';
import { parseJson } from '../core/parse-json.ts';
import { findMintedByLook, findMintedSecrets } from '../exchange/minted-secrets.ts';
import type { Redactor } from '../exchange/redaction.ts';

/** A body as text; bytes that are not UTF-8 have become U+FFFD. */
export interface BodyText {
  readonly text: string;
  readonly isUtf8: boolean;
  /** The bytes are text, and not in the coding that the answer names. */
  readonly notEncoded?: true;
}

type Inflate = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: ReadonlyMap<string, Inflate> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** The text of a body, its content codings undone (RFC 9110, section 8.4), never longer than the limit. */
export async function readBodyText(
  bytes: Buffer,
  headers: readonly HeaderLine[],
  maxBodyBytes: number,
): Promise<Result<BodyText, Failure>> {
  const plain = await undoCodings(bytes, codingsOf(headers), maxBodyBytes);
  // What was never encoded can be read all the same; what the header says of it is for the checks to judge.
  if (!plain.ok && plain.error.reason === 'malformed' && isPlainText(bytes))
    return ok({ text: bytes.toString('utf8'), isUtf8: true, notEncoded: true });
  if (!plain.ok) return plain;
  return ok({ text: plain.value.toString('utf8'), isUtf8: isUtf8(plain.value) });
}

/** True for UTF-8 without control characters: compressed data has them, or is no UTF-8. */
function isPlainText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !/[\0-\x08\x0e-\x1f]/.test(bytes.toString('latin1'));
}

/** Last applied first. */
function codingsOf(headers: readonly HeaderLine[]): readonly string[] {
  const names = (headerOf(headers, 'content-encoding') ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '' && name !== 'identity').reverse();
}

async function undoCodings(
  bytes: Buffer,
  codings: readonly string[],
  maxOutputLength: number,
): Promise<Result<Buffer, Failure>> {
  let plain = bytes;
  for (const coding of codings) {
    const decode = DECODERS.get(coding);
    // An unknown coding leaves the bytes as they are: what they are is for the checks to say.
    if (decode === undefined || plain.length === 0) return ok(plain);
    try {
      plain = await decode(plain, { maxOutputLength });
    } catch (error) {
      const isTooLarge = error instanceof RangeError;
      return err(
        isTooLarge
          ? failed('oversize', 'the body is larger than the limit once it is decompressed')
          : failed('malformed', `the body is not the ${coding} data that its Content-Encoding says`),
      );
    }
  }
  return ok(plain);
}

/** The body for the record, and its JSON as it came, for binding values of the run. */
interface SeenAndRaw {
  readonly seen: SeenBody;
  readonly raw?: JsonValue;
}

/** Makes the record of a body. Secrets that it gives out become known to the redactor first. */
export function seeBody(body: BodyText, redactor: Redactor): SeenAndRaw {
  if (body.text === '') return { seen: { kind: 'empty' } };
  const flag = {
    ...(body.isUtf8 ? {} : ({ invalidUtf8: true } as const)),
    ...(body.notEncoded === true ? ({ notEncoded: true } as const) : {}),
  };
  const parsed = parseJson(body.text);
  const found = parsed.kind === 'json' ? findMintedSecrets(parsed.value) : findMintedByLook(body.text);
  for (const { label, value } of found) redactor.add(label, value);
  if (parsed.kind !== 'json') {
    const depth = parsed.kind === 'too-deep' ? ({ isTooDeep: true } as const) : {};
    return { seen: { kind: 'text', text: redactor.redact(body.text), ...flag, ...depth } };
  }
  const raw = parsed.value;
  const text = redactor.redact(body.text);
  if (text === body.text) return { seen: { kind: 'json', text, value: raw, ...flag }, raw };
  const again = parseJson(text);
  if (again.kind === 'json') return { seen: { kind: 'json', text, value: again.value, ...flag }, raw };
  const redacted = redactValue(raw, redactor);
  return { seen: { kind: 'json', text: JSON.stringify(redacted), value: redacted, ...flag }, raw };
}

/** Makes the values of new cookies known to the redactor, and what looks like a key in any other header. */
export function learnHeaders(headers: readonly HeaderLine[], redactor: Redactor): void {
  for (const [name, line] of headers) {
    if (name.toLowerCase() !== 'set-cookie') {
      for (const { label, value } of findMintedByLook(line)) redactor.add(label, value);
      continue;
    }
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
