import type { HeaderLine } from './exchange.ts';
import { patternOfSecret } from './secret-patterns.ts';

/** Removes known secrets from texts by their value. Everything that is stored, printed or thrown passes through it. */
export interface Redactor {
  /** Learns a secret. Returns false if it is too short to be told from ordinary text. The first label for a value stays. */
  add(label: string, secret: string): boolean;
  /** Replaces each secret, in any spelling, with `[secret:<label>]`. */
  redact(text: string): string;
  redactHeaders(lines: readonly HeaderLine[]): readonly HeaderLine[];
  /** Returns the labels of the secrets in a text, in the order of their first places. */
  hits(text: string): readonly string[];
}

const SHORTEST_SECRET = 6;

/** Creates a redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  const known = new Set<string>();
  const finders: SecretFinder[] = [];

  const redact = (text: string): string => {
    const places = separate(finders.flatMap((finder) => finder.find(text)));
    let redacted = '';
    let rest = 0;
    for (const place of places) {
      redacted += `${text.slice(rest, place.start)}[secret:${place.label}]`;
      rest = place.end;
    }
    return rest === 0 ? text : redacted + text.slice(rest);
  };

  return {
    add(label, secret) {
      if (secret.length < SHORTEST_SECRET) return false;
      if (known.has(secret)) return true;
      known.add(secret);
      // The marker has to be harmless in a JSON string, a header and a page.
      const entry = { label: label.replace(/[^\w .:-]/g, '_'), length: secret.length, source: patternOfSecret(secret) };
      if (finders.at(-1)?.add(entry) !== true) finders.push(createSecretFinder(entry));
      return true;
    },
    redact,
    redactHeaders: (lines) => lines.map(([name, value]) => [redact(name), redact(value)] as const),
    hits: (text) => [
      ...new Set(
        finders
          .flatMap((finder) => finder.find(text))
          .sort(byPlace)
          .map((place) => place.label),
      ),
    ],
  };
}

/** Sorts places, the longer of two with one start first, and joins those that overlap. */
function separate(places: readonly SecretPlace[]): readonly SecretPlace[] {
  if (places.length < 2) return places;
  const separated: SecretPlace[] = [];
  for (const place of [...places].sort(byPlace)) {
    const last = separated.at(-1);
    if (last === undefined || place.start >= last.end) separated.push(place);
    else if (place.end > last.end) separated[separated.length - 1] = { ...last, end: place.end };
  }
  return separated;
}

function byPlace(left: SecretPlace, right: SecretPlace): number {
  return left.start - right.start || right.end - left.end;
}

/** A secret as a finder knows it: by the pattern of its spellings, never by its value. */
interface SecretEntry {
  readonly label: string;
  readonly length: number;
  readonly source: string;
}

/** The place of a secret in a text. */
interface SecretPlace {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** Finds several secrets in one pass over a text. */
interface SecretFinder {
  /** Returns false if the finder is full. */
  add(entry: SecretEntry): boolean;
  find(text: string): readonly SecretPlace[];
}

/** V8 does not optimise an expression with a source of more than 20 kB, and then searches a thousand times slower. */
const LONGEST_SOURCE = 16_000;

/** Creates a finder: one regular expression of all its secrets, the longest first, compiled when it is next needed. */
function createSecretFinder(first: SecretEntry): SecretFinder {
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
        // One character on, not behind the match: another secret may begin inside it.
        expression.lastIndex = match.index + 1;
      }
      return places;
    },
  };
}
