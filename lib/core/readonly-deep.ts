import type { JsonValue } from './json.ts';

/** The type with nothing to write to, at any depth: what a schema infers, for values that are only read. `JsonValue` is so already. */
export type ReadonlyDeep<T> = JsonValue extends T
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> }
    : T;
