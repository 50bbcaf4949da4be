const MOST_NEAR = 5;

/** Ids that somebody who typed `wanted` may have meant, the nearest first: those that contain it, then those that share most with it. */
export function nearIds(wanted: string, ids: readonly string[]): readonly string[] {
  const lower = wanted.toLowerCase();
  return [...new Set(ids)]
    .map((id) => ({ id, likeness: likenessOf(id.toLowerCase(), lower) }))
    .sort((left, right) => right.likeness - left.likeness || (left.id < right.id ? -1 : 1))
    .slice(0, MOST_NEAR)
    .map(({ id }) => id);
}

/** From 0 to 1: how many pairs of neighbouring letters two texts share (the coefficient of Dice). Who names a part is nearer still. */
function likenessOf(id: string, wanted: string): number {
  if (wanted !== '' && id.includes(wanted)) return 1 + wanted.length / id.length;
  const [left, right] = [pairsOf(id), pairsOf(wanted)];
  const shared = [...left].filter((pair) => right.has(pair)).length;
  return (2 * shared) / Math.max(1, left.size + right.size);
}

function pairsOf(text: string): ReadonlySet<string> {
  const framed = ` ${text} `;
  return new Set(Array.from({ length: framed.length - 1 }, (_, index) => framed.slice(index, index + 2)));
}
