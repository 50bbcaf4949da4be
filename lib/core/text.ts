/** Compares by code unit, so that an order does not depend on the language of the machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The form of a word that goes with a count: `pluralise(2, 'gap')` is `gaps`, `pluralise(2, 'is', 'are')` is `are`. */
export function pluralise(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** A count with its word: `1 gap`, `2 gaps`; `countOf(2, 'status', 'statuses')` is `2 statuses`. */
export function countOf(count: number, one: string, many?: string): string {
  return `${count} ${pluralise(count, one, many)}`;
}

/** The first names, and how many there are besides: `a, b and 3 more`. */
export function listFirst(names: readonly string[], most: number): string {
  const left = names.length - most;
  return `${names.slice(0, most).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

/** The distinct texts, sorted by code unit. */
export function sortDistinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** A text as the source of a regular expression that matches just that text, with the flag `u` or without. */
export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** The words as an alternative: `200, 401 or 404`; of none `nothing`. */
export function listWords(words: readonly (string | number)[]): string {
  const last = words.at(-1);
  if (last === undefined) return 'nothing';
  return words.length === 1 ? String(last) : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** Decodes a percent-encoded text (RFC 3986, section 2.1); one that cannot be decoded stays as it is. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
