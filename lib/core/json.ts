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
