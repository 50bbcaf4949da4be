import type { Answer, Exchange } from './exchange.ts';

const WITHHELD = '(not stored: may hold secrets)';
const CUT = /… \((\d+) characters\)$/;

/** The exchange without the body of its answer, for operations whose bodies are never written down. */
export function withoutBody(exchange: Exchange): Exchange {
  return withText(exchange, () => WITHHELD);
}

/** The exchange with the body of its answer cut where it is longer than that, and a mark that says how long it was. */
export function cutBody(exchange: Exchange, longest: number): Exchange {
  return withText(exchange, (text) =>
    text.length <= longest ? undefined : `${text.slice(0, longest)}… (${text.length} characters)`,
  );
}

/** How much of a body is there: all of it, its beginning, or nothing. */
export type StoredBody = 'whole' | 'cut' | 'withheld';

/** How much of an answer's body was stored. */
export function storedBodyOf({ body }: Answer): StoredBody {
  // A body of JSON is always whole: what is cut or withheld becomes text.
  if (body.kind !== 'text') return 'whole';
  if (body.text === WITHHELD) return 'withheld';
  return CUT.test(body.text) ? 'cut' : 'whole';
}

function withText(exchange: Exchange, change: (text: string) => string | undefined): Exchange {
  const { outcome } = exchange;
  if (outcome.kind !== 'answered' || outcome.body.kind === 'empty') return exchange;
  const text = change(outcome.body.text);
  return text === undefined ? exchange : { ...exchange, outcome: { ...outcome, body: { kind: 'text', text } } };
}
