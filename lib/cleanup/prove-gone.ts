import { fillText, type Bindings } from '../cases/bind.ts';
import type { RemovalProof } from '../cases/removal.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { mediaTypeOf, type Answer } from '../exchange/exchange.ts';
import type { Sent } from '../transport/wire.ts';

/** What was asked: that a thing be removed, that it be shown (`status`), or the list in which it stood (`absent`). */
export type GoneQuestion = { readonly kind: 'removal' } | RemovalProof['gone'];

/** How an answer says that a thing is gone. */
export type GoneProof = 'gone' | 'unknown' | 'as-described' | 'removed' | 'removed-state' | 'absent';

interface Asked {
  readonly question: GoneQuestion;
  readonly answer: Answer;
  /** The JSON of the answer, with secrets in it. */
  readonly raw: JsonValue | undefined;
  readonly bindings: Bindings;
}

/** Every way to say that a thing is gone. An answer that says it in none of these proves nothing. */
const PROOFS: readonly { readonly proof: GoneProof; readonly holds: (asked: Asked) => boolean }[] = [
  // RFC 9110, section 15.5.11.
  { proof: 'gone', holds: ({ answer }) => answer.status === 410 && !isPage(answer) },
  // A list that is not there says nothing about what stood in it.
  {
    proof: 'unknown',
    holds: ({ question, answer }) => question.kind !== 'absent' && answer.status === 404 && !isPage(answer),
  },
  {
    proof: 'as-described',
    holds: ({ question, answer }) => question.kind === 'status' && answer.status === question.status && !isPage(answer),
  },
  { proof: 'removed', holds: ({ question, answer }) => question.kind === 'removal' && isSuccess(answer) },
  {
    proof: 'removed-state',
    holds: ({ question, answer, raw }) => question.kind === 'status' && isSuccess(answer) && hasRemovedState(raw),
  },
  { proof: 'absent', holds: isAbsent },
];

/** How an answer proves that a thing is gone; undefined where it does not: no answer, a refusal, an error, a page, or the thing itself. */
export function proveGone(
  question: GoneQuestion,
  { exchange: { outcome }, raw }: Pick<Sent, 'exchange' | 'raw'>,
  bindings: Bindings,
): GoneProof | undefined {
  if (outcome.kind !== 'answered') return undefined;
  const asked = { question, answer: outcome, raw, bindings };
  return PROOFS.find(({ holds }) => holds(asked))?.proof;
}

const REMOVED_STATES: readonly unknown[] = ['removed', 'deleted', 'terminated'];

/** Whether a thing is shown as one that was removed: `{"status": "deleted"}`, `{"deleted_at": "2026-11-25T01:00:00Z"}`. */
export function hasRemovedState(thing: JsonValue | undefined): boolean {
  if (!isJsonObject(thing)) return false;
  const { status, state, removed_at: removedAt, deleted_at: deletedAt } = thing;
  return (
    [status, state].some((each) => REMOVED_STATES.includes(each)) ||
    [removedAt, deletedAt].some((each) => (typeof each === 'string' && each !== '') || typeof each === 'number')
  );
}

function isAbsent({ question, answer, raw, bindings }: Asked): boolean {
  if (question.kind !== 'absent' || !isSuccess(answer)) return false;
  const list = valueAtPointer(raw, question.list);
  if (!Array.isArray(list)) return false;
  const value = fillText(question.value, bindings);
  return (list as readonly JsonValue[])
    .filter((item) => valueAtPointer(item, question.at) === value)
    .every(hasRemovedState);
}

/** A page comes from what stands before the service, and says nothing about a thing in it. */
function isPage({ headers, body }: Answer): boolean {
  return body.kind === 'text' && mediaTypeOf(headers) === 'text/html';
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}
