import { fillText, type Bindings } from '../cases/bind.ts';
import type { RemovalProof } from '../cases/case.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import type { Answer } from '../exchange/exchange.ts';
import { isPage } from '../exchange/page.ts';
import { isSuccess } from '../exchange/status.ts';
import type { Sent } from '../transport/wire.ts';

/** The question that is answered: `removal` of a thing, a look at it (`status`), or at the list in which it stood (`absent`). */
export type GoneQuestion = { readonly kind: 'removal' } | RemovalProof['gone'];

/** How an answer says that a thing is gone. */
type GoneProof = 'gone' | 'unknown' | 'as-described' | 'removed' | 'removed-state' | 'absent';

interface Asked {
  readonly question: GoneQuestion;
  readonly answer: Answer;
  /** The JSON of the answer, with secrets in it. */
  readonly raw: JsonValue | undefined;
  readonly bindings: Bindings;
}

/**
 * Every way to say that a thing is gone. An answer that says it in none of these proves nothing. Nor does a page: it comes from a
 * proxy before the service.
 */
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
  { proof: 'removed', holds: ({ question, answer }) => question.kind === 'removal' && isSuccess(answer.status) },
  {
    proof: 'removed-state',
    holds: ({ question, answer, raw }) =>
      question.kind === 'status' && isSuccess(answer.status) && hasRemovedState(raw),
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
  if (question.kind !== 'absent' || !isSuccess(answer.status)) return false;
  const list = valueAtPointer(raw, question.list);
  if (!Array.isArray(list)) return false;
  const value = fillText(question.value, bindings);
  return (list as readonly JsonValue[])
    .filter((item) => valueAtPointer(item, question.at) === value)
    .every(hasRemovedState);
}
