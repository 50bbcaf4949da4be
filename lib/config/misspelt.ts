import { VARIABLE_NAMES } from './variables.ts';

const MOST_EDITS = 2;
/** Of short names every other one is near. */
const SHORTEST_NAME = 6;

/** Names that nothing reads and that look like one that is read, each with that one. Others are somebody else's. */
export function findMisspelt(names: readonly string[]): readonly { readonly name: string; readonly meant: string }[] {
  const known: ReadonlySet<string> = new Set(VARIABLE_NAMES);
  return names
    .filter((name) => !known.has(name) && name.length >= SHORTEST_NAME)
    .flatMap((name) => {
      const [nearest] = VARIABLE_NAMES.map((meant) => ({ meant, edits: countEdits(name.toUpperCase(), meant) })).sort(
        (left, right) => left.edits - right.edits,
      );
      return nearest === undefined || nearest.edits > MOST_EDITS ? [] : [{ name, meant: nearest.meant }];
    });
}

/** How many letters have to be put in, taken out or replaced (Levenshtein). */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let at = 1; at <= from.length; at += 1) {
    const above = row;
    row = [at];
    for (let index = 1; index <= to.length; index += 1) {
      const replaced = (above[index - 1] ?? 0) + (from[at - 1] === to[index - 1] ? 0 : 1);
      row.push(Math.min(replaced, (above[index] ?? 0) + 1, (row[index - 1] ?? 0) + 1));
    }
  }
  return row[to.length] ?? 0;
}
