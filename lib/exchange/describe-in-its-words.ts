import { isJsonObject, type JsonValue } from '../core/json.ts';
import { describeOutcome, type Answer, type Exchange } from './exchange.ts';
import { isPage } from './page.ts';
import { isSuccess } from './status.ts';

const MOST_OF_WORDS = 200;

/**
 * Describes how a request was answered, with the server's own words: `answered 400: "unsafe workspace URL"`. They are what an
 * error of JSON says in `error`, `message`, `detail` or `hint`, or the text of the answer; pages and successes have none.
 */
export function describeInItsWords(exchange: Exchange): string {
  const words = wordsOf(exchange.outcome);
  return words === undefined ? describeOutcome(exchange) : `${describeOutcome(exchange)}: "${words}"`;
}

/** What the server says of a request that it did not carry out; undefined where it says nothing. */
export function wordsOf(outcome: Exchange['outcome']): string | undefined {
  if (outcome.kind !== 'answered' || isSuccess(outcome.status) || isPage(outcome)) return undefined;
  const text = textOf(outcome.body)?.replace(/\s+/g, ' ').trim() ?? '';
  if (text === '') return undefined;
  return text.length <= MOST_OF_WORDS ? text : `${text.slice(0, MOST_OF_WORDS)}…`;
}

function textOf(body: Answer['body']): string | undefined {
  if (body.kind === 'empty') return undefined;
  if (body.kind === 'text') return body.text;
  return saidIn(body.value) ?? body.text;
}

/** What an error of JSON says: `{"error": "no"}`, `{"error": {"message": "no"}}`, `{"detail": "no", "hint": "ask"}`. */
function saidIn(value: JsonValue): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const said = ['error', 'message', 'detail', 'hint', 'required_header'].flatMap((member) => {
    const part = value[member];
    if (typeof part === 'string') return part.trim() === '' ? [] : [part];
    return part === undefined ? [] : (saidIn(part) ?? []);
  });
  return said.length === 0 ? undefined : [...new Set(said)].join(': ');
}
