/** An expected outcome that may fail: bad input, an unreadable file, no answer. Bugs of ours are thrown instead. */
export type Result<T, E = string> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** An outcome that succeeded. */
export function ok<T>(value: T): Result<T, never> {
  return { ok: true, value };
}

/** An outcome that failed. */
export function err<E>(error: E): Result<never, E> {
  return { ok: false, error };
}
