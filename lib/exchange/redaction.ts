import type { HeaderLine } from './exchange.ts';
import { anchorsOfSecret, patternOfSecret } from './secret-patterns.ts';

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
  const index = createAnchorIndex();

  const find = (text: string): readonly SecretPlace[] =>
    longestOfEach(index.candidates(text).flatMap((entry) => placesOf(entry, text)));
  const redact = (text: string): string => {
    let redacted = '';
    let rest = 0;
    for (const place of separate(find(text))) {
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
      index.add({ label: label.replace(/[^\w .:-]/g, '_'), secret });
      return true;
    },
    redact,
    redactHeaders: (lines) => lines.map(([name, value]) => [redact(name), redact(value)] as const),
    hits: (text) => [...new Set(find(text).map((place) => place.label))],
  };
}

/** The place of a secret in a text. */
interface SecretPlace {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/** Finds every place of a secret in a text, also those that begin inside another. */
function placesOf(entry: SecretEntry, text: string): readonly SecretPlace[] {
  const expression = (entry.expression ??= new RegExp(patternOfSecret(entry.secret), 'g'));
  const places: SecretPlace[] = [];
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    places.push({ start: match.index, end: match.index + match[0].length, label: entry.label });
    // One character on, not behind the match: another spelling may begin inside it.
    expression.lastIndex = match.index + 1;
  }
  return places;
}

/** Sorts places, and keeps the longest of those that begin together: a secret without its last character begins the secret. */
function longestOfEach(places: readonly SecretPlace[]): readonly SecretPlace[] {
  return [...places].sort(byPlace).filter(({ start }, at, sorted) => sorted[at - 1]?.start !== start);
}

/** Joins sorted places that overlap. */
function separate(places: readonly SecretPlace[]): readonly SecretPlace[] {
  const separated: SecretPlace[] = [];
  for (const place of places) {
    const last = separated.at(-1);
    if (last === undefined || place.start >= last.end) separated.push(place);
    else if (place.end > last.end) separated[separated.length - 1] = { ...last, end: place.end };
  }
  return separated;
}

function byPlace(left: SecretPlace, right: SecretPlace): number {
  return left.start - right.start || right.end - left.end;
}

interface SecretEntry {
  readonly label: string;
  readonly secret: string;
  /** Compiled when the secret may stand in a text for the first time. */
  expression?: RegExp;
}

/** Tells, in one pass over a text, which of many secrets may stand in it. */
interface AnchorIndex {
  add(entry: SecretEntry): void;
  candidates(text: string): readonly SecretEntry[];
}

/** Length in characters of the beginning of an anchor that is looked up. */
const KEY_LENGTH = 4;
const FILTER_BITS = 16;

/**
 * Creates an index of the anchors of secrets: texts of which one stands in every spelling. The last four characters of a text make a
 * key of 32 bits; a filter of 2^16 bits says of nearly every key that no anchor begins with it.
 */
function createAnchorIndex(): AnchorIndex {
  const filter = new Uint8Array(2 ** FILTER_BITS);
  const byKey = new Map<number, { readonly anchor: string; readonly entry: SecretEntry }[]>();
  /** Those that may be spelled without any anchor. */
  const always: SecretEntry[] = [];
  return {
    add(entry) {
      const anchors = anchorsOfSecret(entry.secret);
      if (anchors === undefined) always.push(entry);
      for (const anchor of anchors ?? []) {
        let key = 0;
        for (let at = 0; at < KEY_LENGTH; at += 1) key = (key << 8) | (anchor.charCodeAt(at) & 0xff);
        filter[slotOf(key)] = 1;
        const same = byKey.get(key);
        if (same === undefined) byKey.set(key, [{ anchor, entry }]);
        else same.push({ anchor, entry });
      }
    },
    candidates(text) {
      const found = new Set(always);
      for (let at = 0, key = 0; at < text.length; at += 1) {
        key = (key << 8) | (text.charCodeAt(at) & 0xff);
        if (filter[slotOf(key)] === 0) continue;
        for (const { anchor, entry } of byKey.get(key) ?? [])
          if (text.startsWith(anchor, at - KEY_LENGTH + 1)) found.add(entry);
      }
      return [...found];
    },
  };
}

/** Multiplicative hashing (Knuth, The Art of Computer Programming, 6.4). */
function slotOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> (32 - FILTER_BITS);
}
