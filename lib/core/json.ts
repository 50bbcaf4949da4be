import { z } from 'zod';

/** Any value of JSON (RFC 8259), read only. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** An object of JSON, read only; a member that is not there is undefined. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** The schema of any value of JSON. */
export const jsonValue: z.ZodType<JsonValue> = z.json();

/** Whether a value is an object, and neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Replaces the texts of a value, at any depth; names of members stay. */
export function mapTexts(value: JsonValue, replace: (text: string) => string): JsonValue {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item as JsonValue, replace));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member ?? null, replace)]));
}
