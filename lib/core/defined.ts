/** An object type without `undefined`: what may be undefined becomes optional. */
type Defined<T extends object> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Drops the members that are undefined: `defined({ a: 1, b: undefined })` is `{ a: 1 }`. Null stays. */
export function defined<T extends object>(members: T): Defined<T> {
  // Only members of type `undefined` go, which `Defined` makes optional.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
