/** The words as an alternative: `200, 401 or 404`; of none `nothing`. */
export function listWords(words: readonly (string | number)[]): string {
  const last = words.at(-1);
  if (last === undefined) return 'nothing';
  return words.length === 1 ? String(last) : `${words.slice(0, -1).join(', ')} or ${last}`;
}
