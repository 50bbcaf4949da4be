import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { err, ok, type Result } from '../core/result.ts';
import { headerOf, type Failure, type HeaderLine } from '../exchange/exchange.ts';
import { failed } from './failure.ts';

/** A body as text; bytes that are not UTF-8 have become U+FFFD. */
export interface BodyText {
  readonly text: string;
  readonly isUtf8: boolean;
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
  if (!plain.ok) return plain;
  return ok({ text: plain.value.toString('utf8'), isUtf8: isUtf8(plain.value) });
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
