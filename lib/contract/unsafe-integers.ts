import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';

/** Pointers of the whole numbers of a value that a double cannot hold exactly (RFC 8259, section 6). */
export function unsafeIntegersIn(value: JsonValue | undefined, pointer = ''): readonly string[] {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? [pointer] : [];
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).flatMap((item, index) => unsafeIntegersIn(item, `${pointer}/${index}`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => unsafeIntegersIn(member, `${pointer}/${escapeToken(key)}`));
}

/** The value with something else than a number at one place. */
export function withoutIntegerAt(value: JsonValue | undefined, place: string, pointer = ''): JsonValue {
  if (pointer === place) return false;
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((item, index) => withoutIntegerAt(item, place, `${pointer}/${index}`));
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      withoutIntegerAt(member, place, `${pointer}/${escapeToken(key)}`),
    ]),
  );
}
