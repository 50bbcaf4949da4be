import type { z } from 'zod';
import { refuse, type ApiAnswer, type RequestBody } from './http.ts';

/** The validated value, or the 400 that says what is wrong with it. */
type Validated<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: ApiAnswer };

export const SLUG_PATTERN = /^[a-z][a-z0-9-]{2,31}$/;

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string | undefined): boolean {
  return text !== undefined && UUID_PATTERN.test(text);
}

/** Validates a required JSON body. The refusal names members and never repeats values, which may be secrets. */
export function validateBody<T>(body: RequestBody, schema: z.ZodType<T>): Validated<T> {
  if (body.kind === 'absent') return { ok: false, refusal: refuse(400, 'a JSON body is required') };
  if (body.kind === 'malformed') return { ok: false, refusal: refuse(400, 'the body is not valid JSON') };
  const parsed = schema.safeParse(body.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  return { ok: false, refusal: refuse(400, `${place === '' ? 'body' : place}: ${issue?.message ?? 'invalid'}`) };
}
