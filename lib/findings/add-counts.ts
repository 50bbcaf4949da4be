import { sortDistinct } from '../core/text.ts';

/** Sums per name, by name. */
export function addCounts(...all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const names = sortDistinct(all.flatMap(Object.keys));
  return Object.fromEntries(names.map((name) => [name, all.reduce((sum, counts) => sum + (counts[name] ?? 0), 0)]));
}
