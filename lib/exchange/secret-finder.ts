/** A secret as the finder knows it: the pattern of its spellings, never the value. */
export interface SecretEntry {
  readonly label: string;
  readonly length: number;
  readonly source: string;
}

/** Where a secret stands in a text. */
export interface SecretPlace {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** Finds a number of secrets in one pass over a text. */
export interface SecretFinder {
  /** False when it is full. */
  add(entry: SecretEntry): boolean;
  find(text: string): readonly SecretPlace[];
}

/** V8 does not optimise an expression whose source is longer than 20 kB, and then searches a thousand times slower. */
const LONGEST_SOURCE = 16_000;

/** One regular expression over all its secrets, the longest first, compiled when it is next needed. */
export function createSecretFinder(first: SecretEntry): SecretFinder {
  const entries = [first];
  let sourceLength = first.source.length;
  let expression: RegExp | undefined;
  const exact = new Map<SecretEntry, RegExp>();

  const labelOf = (spelling: string): string => {
    for (const entry of entries) {
      const pattern = exact.get(entry) ?? new RegExp(`^(?:${entry.source})$`);
      exact.set(entry, pattern);
      if (pattern.test(spelling)) return entry.label;
    }
    throw new Error('a spelling was found that belongs to no known secret');
  };

  return {
    add(entry) {
      if (sourceLength + entry.source.length > LONGEST_SOURCE) return false;
      sourceLength += entry.source.length + 1;
      entries.push(entry);
      entries.sort((left, right) => right.length - left.length);
      expression = undefined;
      return true;
    },
    find(text) {
      expression ??= new RegExp(entries.map((entry) => entry.source).join('|'), 'g');
      const places: SecretPlace[] = [];
      expression.lastIndex = 0;
      for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
        places.push({ start: match.index, end: match.index + match[0].length, label: labelOf(match[0]) });
        // Not behind the match: another secret may begin inside it.
        expression.lastIndex = match.index + 1;
      }
      return places;
    },
  };
}
