import type { HeaderLine } from './exchange.ts';
import { createSecretFinder, type SecretFinder, type SecretPlace } from './secret-finder.ts';
import { patternOfSecret } from './secret-patterns.ts';

/** Takes known secrets out of texts, by value. Everything that is stored, printed or thrown has been through it. */
export interface Redactor {
  /** False where the value is too short to be told from ordinary text. Of two labels for one value the first stays. */
  add(label: string, secret: string): boolean;
  /** The text with each secret, however it is spelled, replaced by `[secret:<label>]`. */
  redact(text: string): string;
  redactHeaders(lines: readonly HeaderLine[]): readonly HeaderLine[];
  /** Labels of the secrets that stand in the text, in the order of their first place. */
  hits(text: string): readonly string[];
}

const SHORTEST_SECRET = 6;

/** A redactor that knows no secret yet. */
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
      // The marker has to be harmless inside a JSON string, a header and a page.
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

/** Places in order, the longer of two that begin together first; what overlaps becomes one place. */
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
