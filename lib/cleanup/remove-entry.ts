import { nameOfThing } from '../cases/accommodations.ts';
import { fillText, namesIn } from '../cases/bind.ts';
import type { RemovalProof, RequestTemplate } from '../cases/case.ts';
import { proposeAccommodation } from '../cases/propose-accommodation.ts';
import { defined } from '../core/defined.ts';
import type { JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { describeInItsWords } from '../exchange/describe-in-its-words.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { LedgerEntry } from './cleanup-ledger.ts';
import { isSuccess, isDenial } from '../exchange/status.ts';
import { hasRemovedState, proveGone } from './prove-gone.ts';
import type { SweepCredentials } from './sweep-credentials.ts';
import type { Sent, Wire } from '../transport/wire.ts';
import { isOfRun, kindOf, labelOf } from '../core/names.ts';

export type RemovalOutcome =
  /** `wasThere`: something was removed just now. */
  | { readonly kind: 'gone'; readonly proof: string; readonly wasThere: boolean }
  /** Nothing can be looked for: the answer was lost, and what was sent has no name of the run's own. */
  | { readonly kind: 'unsure'; readonly why: string }
  /** `proposal`: the accommodation with which it may be removed. */
  | { readonly kind: 'left'; readonly why: string; readonly proposal?: string };

export interface RemoveTools {
  readonly wire: Pick<Wire, 'send'>;
  readonly credentials: SweepCredentials;
  /** Called with every exchange; throws where there is no use in going on. */
  readonly watch: (exchange: Exchange) => void;
}

/**
 * Removes one thing by its exact id, and believes it only when the thing is shown to be gone. `values` takes the id of a thing
 * that was made and never answered, which is looked for by its name.
 */
export async function removeEntry(
  tools: RemoveTools,
  entry: LedgerEntry,
  values: Map<string, string>,
): Promise<RemovalOutcome> {
  const lost = await findLost(tools, entry, values);
  if (lost !== undefined) return lost;
  const missing = unboundNames(entry.undo, values);
  if (missing.length > 0) {
    const isUnlikely = entry.expectsRefusal === true && !entry.isAnswered;
    return isUnlikely
      ? { kind: 'unsure', why: 'its answer was lost; a deployment that conforms refuses to make it' }
      : { kind: 'left', why: describeUnbound(missing) };
  }
  if (!entry.isAnswered && !isNamedByRun(entry)) return leaveToOthers(tools, entry, values);
  const removed = await sendRemoval(tools, entry, values);
  if (removed.kind === 'left') return removed;
  const { status, wasThere } = removed;
  const shown = await look(tools, entry.proof, values);
  if (shown === undefined) return { kind: 'gone', proof: `removed with ${status}`, wasThere };
  if (shown.isGone) return { kind: 'gone', proof: `removed with ${status} and shown to be gone`, wasThere };
  if (!shown.isThere && (await isUnknownNow(tools, entry, values)))
    return {
      kind: 'gone',
      proof: `removed with ${status}, and unknown when its removal was asked for again`,
      wasThere,
    };
  const what = shown.isThere ? 'it is still there' : 'nothing shows that it is gone';
  return { kind: 'left', why: `removing it was answered with ${status}, and ${what}: ${shown.answer}` };
}

function describeUnbound(names: readonly string[]): string {
  const unnamed = names.filter((name) => kindOf(name) === 'unnamed').map(labelOf);
  return unnamed.length === 0
    ? `no ${names.join(', ')} is known`
    : `the deployment accepted an invalid request that names no ${unnamed.join(', ')}: what it made of that is not known`;
}

/** Asks for the removal once more, where a look at the thing is refused or fails: true where it is unknown by now. */
async function isUnknownNow(
  tools: RemoveTools,
  entry: LedgerEntry,
  values: ReadonlyMap<string, string>,
): Promise<boolean> {
  const again = await sendRemoval(tools, entry, values);
  return again.kind === 'removed' && !again.wasThere;
}

/** Binds the id of a thing whose creation was not answered; returns an outcome where it is not found, or cannot be looked for. */
async function findLost(
  tools: RemoveTools,
  { find }: LedgerEntry,
  values: Map<string, string>,
): Promise<RemovalOutcome | undefined> {
  if (find === undefined || values.has(find.binds)) return undefined;
  if (unboundNames(find, values).some((name) => name !== find.binds)) return undefined;
  const sent = await send(tools, find.request, values);
  if (typeof sent === 'string') return { kind: 'left', why: `it could not be looked for: ${sent}` };
  const list = valueAtPointer(sent.raw, find.list);
  if (!Array.isArray(list) || !isAnsweredWell(sent))
    return { kind: 'left', why: `it could not be looked for: ${describeInItsWords(sent.exchange)}` };
  const wanted = fillText(find.value, values);
  const item = (list as readonly JsonValue[]).find(
    (candidate) => valueAtPointer(candidate, find.at) === wanted && !hasRemovedState(candidate),
  );
  const id = valueAtPointer(item, find.id);
  if (typeof id !== 'string') return { kind: 'gone', proof: 'it is not to be found by its name', wasThere: false };
  values.set(find.binds, id);
  const name = nameOfThing(find.binds);
  if (name !== undefined) values.set(name, wanted);
  return undefined;
}

/** Leaves a thing whose name others may have given too, unless it is shown to be gone: nothing proves that this run made it. */
async function leaveToOthers(
  tools: RemoveTools,
  entry: LedgerEntry,
  values: ReadonlyMap<string, string>,
): Promise<RemovalOutcome> {
  const shown = await look(tools, entry.proof, values);
  if (shown?.isGone === true) return { kind: 'gone', proof: 'it is not there', wasThere: false };
  return { kind: 'left', why: 'its answer was lost and its name is not the run’s own: it may be somebody else’s' };
}

type SentRemoval =
  | { readonly kind: 'removed'; readonly status: number; readonly wasThere: boolean }
  | Extract<RemovalOutcome, { kind: 'left' }>;

/** Tries the credential that the thing was made with, then one that is derived anew, then the other call that removes it. */
async function sendRemoval(
  tools: RemoveTools,
  entry: LedgerEntry,
  values: ReadonlyMap<string, string>,
): Promise<SentRemoval> {
  const ways: readonly (readonly [RequestTemplate, boolean])[] = [
    [entry.undo, false],
    ...(entry.undo.service === 'tenant' ? [[entry.undo, true] as const] : []),
    ...(entry.otherwise === undefined ? [] : [[entry.otherwise, false] as const]),
  ];
  let why = '';
  let proposal: string | undefined;
  for (const [request, derived] of ways) {
    const sent = await send(tools, request, values, derived);
    if (typeof sent === 'string') {
      why = why === '' ? sent : why;
      continue;
    }
    const { outcome } = sent.exchange;
    const proof = proveGone({ kind: 'removal' }, sent, values);
    if (outcome.kind === 'answered' && proof !== undefined)
      return { kind: 'removed', status: outcome.status, wasThere: proof === 'removed' };
    why = describeInItsWords(sent.exchange);
    proposal = proposeAccommodation(request.operationId, sent.exchange);
    const isRefused = outcome.kind === 'answered' && isDenial(outcome.status);
    if (!isRefused) break;
  }
  return { kind: 'left', why, ...defined({ proposal }) };
}

interface Look {
  readonly isGone: boolean;
  /** It was looked at with success, and stands there. Where it is neither gone nor there, the answer proves nothing. */
  readonly isThere: boolean;
  readonly answer: string;
}

/** Looks whether a thing is gone; undefined where there is no way to look, or not enough is known for it. */
export async function look(
  tools: RemoveTools,
  proof: RemovalProof | undefined,
  values: ReadonlyMap<string, string>,
): Promise<Look | undefined> {
  if (proof === undefined || unboundNames(proof, values).length > 0) return undefined;
  const sent = await send(tools, proof.request, values);
  if (typeof sent === 'string') return { isGone: false, isThere: false, answer: sent };
  const isGone = proveGone(proof.gone, sent, values) !== undefined;
  return { isGone, isThere: !isGone && isAnsweredWell(sent), answer: describeInItsWords(sent.exchange) };
}

/** The answer, or the reason why the request could not be sent. */
async function send(
  { wire, credentials, watch }: RemoveTools,
  request: RequestTemplate,
  values: ReadonlyMap<string, string>,
  derived = false,
): Promise<Sent | string> {
  const bound = await credentials.bind(request, values, derived);
  if (!bound.ok) return bound.error;
  const sent = await wire.send(request, bound.value, { isRepeatable: true });
  watch(sent.exchange);
  return sent;
}

function isAnsweredWell({ exchange: { outcome } }: Sent): boolean {
  return outcome.kind === 'answered' && isSuccess(outcome.status);
}

/** Whether the removal names something that only this run names so, or an id that was found by such a name. */
function isNamedByRun({ undo, find }: LedgerEntry): boolean {
  return namesIn(undo).some((name) => isOfRun(name) || name === find?.binds);
}

export function unboundNames(template: unknown, values: ReadonlyMap<string, string>): readonly string[] {
  return namesIn(template).filter((name) => kindOf(name) !== 'secret' && !values.has(name));
}
