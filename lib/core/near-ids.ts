const MOST_NEAR = 5;

/** Ids that somebody who typed `wanted` may have meant, the nearest first: those that contain it, then those that are most like it. */
export function nearIds(wanted: string, ids: readonly string[]): readonly string[] {
  const lower = wanted.toLowerCase();
  const nearness = (id: string): number =>
    wanted !== '' && id.toLowerCase().includes(lower) ? 1 + wanted.length / id.length : likenessOf(id, wanted);
  return [...new Set(ids)]
    .map((id) => ({ id, nearness: nearness(id) }))
    .sort((left, right) => right.nearness - left.nearness || (left.id < right.id ? -1 : 1))
    .slice(0, MOST_NEAR)
    .map(({ id }) => id);
}

/**
 * How like two texts are, from 0 to 1: the share of pairs of neighbouring letters that both have (the coefficient of Dice),
 * whatever their case. Words in another order stay near, as they do not by counting edits.
 */
export function likenessOf(left: string, right: string): number {
  const [pairs, others] = [pairsOf(left.toLowerCase()), pairsOf(right.toLowerCase())];
  const shared = [...pairs].filter((pair) => others.has(pair)).length;
  return (2 * shared) / Math.max(1, pairs.size + others.size);
}

function pairsOf(text: string): ReadonlySet<string> {
  const framed = ` ${text} `;
  return new Set(Array.from({ length: framed.length - 1 }, (_, index) => framed.slice(index, index + 2)));
}
