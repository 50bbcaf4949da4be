import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';

/** A value of JSON in which whole numbers beyond 2^53 are bigints, so that none of their digits is lost. */
export type ExactValue = JsonValue | bigint | readonly ExactValue[] | ExactObject;
interface ExactObject {
  readonly [key: string]: ExactValue | undefined;
}

export function isExactObject(value: unknown): value is ExactObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a double may have lost digits of a whole number that was read into it (RFC 8259, section 6). */
function isBeyondExact(value: unknown): value is number {
  return (
    typeof value === 'number' && !Number.isSafeInteger(value) && (Number.isInteger(value) || !Number.isFinite(value))
  );
}

/** Whether there is a whole number in a value that its double may not hold exactly. */
export function hasBeyondExact(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).some(hasBeyondExact);
  return isJsonObject(value) ? Object.values(value).some(hasBeyondExact) : isBeyondExact(value);
}

/** Copies a value with every whole number beyond 2^53 as `exactAt` knows it; undefined there means that the double is all there is. */
export function toExact(
  value: JsonValue | undefined,
  exactAt: (pointer: string) => bigint | undefined,
  pointer = '',
): ExactValue {
  if (isBeyondExact(value)) return exactAt(pointer) ?? (Number.isFinite(value) ? BigInt(value) : value);
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((item, index) => toExact(item, exactAt, `${pointer}/${index}`));
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, toExact(member, exactAt, `${pointer}/${escapeToken(key)}`)]),
  );
}

/** A text that equal values share: members sorted, and `1.0` the same as `1` (JSON Schema 2020-12 core, section 4.2.2). */
export function canonicalText(value: ExactValue | undefined): string {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value === 0 ? 0 : value);
  if (Array.isArray(value)) return `[${(value as readonly ExactValue[]).map(canonicalText).join()}]`;
  if (!isExactObject(value)) return JSON.stringify(value ?? null);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`);
  return `{${members.join()}}`;
}

/** Whether one number is a multiple of another, in their decimal digits and not in binary fractions: 0.07 is one of 0.01. */
export function isMultipleOf(value: number | bigint, divisor: number | bigint): boolean {
  const [one, other] = [decimalOf(value), decimalOf(divisor)];
  const exponent = Math.min(one.exponent, other.exponent);
  const scaled = [one, other].map(({ digits, exponent: own }) => digits * 10n ** BigInt(own - exponent));
  return scaled[1] !== 0n && (scaled[0] ?? 0n) % (scaled[1] ?? 1n) === 0n;
}

function decimalOf(value: number | bigint): { readonly digits: bigint; readonly exponent: number } {
  if (typeof value === 'bigint') return { digits: value, exponent: 0 };
  const [, whole = '0', fraction = '', exponent = '0'] =
    /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

/** A value as JSON with all digits of its numbers. */
export function printExact(value: unknown): string | undefined {
  const marked = (_: string, member: unknown): unknown => (typeof member === 'bigint' ? `${MARK}${member}` : member);
  const text = JSON.stringify(value, marked) as string | undefined;
  return text?.replace(MARKED, '$1');
}

const MARK = '\uE000bigint ';
const MARKED = /"\uE000bigint (-?\d+)"/g;
