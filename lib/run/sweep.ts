import { fillText } from '../cases/bind.ts';
import { renderCurl } from '../cases/reproduce.ts';
import type { JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import type { Leftover } from '../findings/run-record.ts';
import type { CleanupLedger, LedgerEntry } from '../target/cleanup-ledger.ts';
import { describeOutcome } from './case-runner.ts';
import { showsGone } from './shows-gone.ts';
import type { Wire } from './wire.ts';

export interface SweepResult {
  readonly removed: number;
  readonly requests: number;
  readonly leftovers: readonly Leftover[];
}

/**
 * Removes what the ledger still holds, newest first, by exact id, and settles an entry only when the thing is shown to be
 * gone. What was made and never answered is looked for by its name, which only this run gives.
 */
export async function sweepLedger(
  ledger: CleanupLedger,
  sender: Pick<Wire, 'send'>,
  bindings: ReadonlyMap<string, string>,
  onProgress: (text: string) => void = () => undefined,
): Promise<SweepResult> {
  const leftovers: Leftover[] = [];
  let removed = 0;
  let requests = 0;
  const wire: Pick<Wire, 'send'> = {
    send: (...request) => {
      requests += 1;
      return sender.send(...request);
    },
  };
  for (const entry of [...ledger.outstanding()].reverse()) {
    const values = new Map([...bindings, ...Object.entries(entry.values)]);
    onProgress(`removes ${entry.kind}: ${nameOf(entry.undo.path, values)}`);
    const outcome = await removeEntry(entry, wire, values);
    if (outcome.kind === 'left') {
      leftovers.push({
        kind: entry.kind,
        name: `${nameOf(entry.undo.path, values)} (${outcome.why})`,
        removal: renderCurl(entry.undo),
      });
      continue;
    }
    ledger.settle(entry.id, outcome.proof);
    removed += 1;
  }
  return { removed, requests, leftovers };
}

type RemovalOutcome =
  { readonly kind: 'gone'; readonly proof: string } | { readonly kind: 'left'; readonly why: string };

async function removeEntry(
  entry: LedgerEntry,
  wire: Pick<Wire, 'send'>,
  values: Map<string, string>,
): Promise<RemovalOutcome> {
  const found = await findLost(entry, wire, values);
  if (found !== undefined) return found;
  const unbound = unboundNames(JSON.stringify(entry.undo), values);
  if (unbound.length > 0) return { kind: 'left', why: `no ${unbound.join(', ')} is known` };
  const { exchange } = await wire.send(entry.undo, values, true);
  const status = exchange.outcome.kind === 'answered' ? exchange.outcome.status : undefined;
  if (status === undefined || (status >= 300 && status !== 404))
    return { kind: 'left', why: describeOutcome(exchange) };
  const { proof } = entry;
  if (proof === undefined || unboundNames(JSON.stringify(proof.request), values).length > 0)
    return { kind: 'gone', proof: `removed with ${status}` };
  const shown = await wire.send(proof.request, values, true);
  if (showsGone(proof.gone, shown, values))
    return { kind: 'gone', proof: `removed with ${status} and shown to be gone` };
  return {
    kind: 'left',
    why: `removing it was answered with ${status}, and it is still there: ${describeOutcome(shown.exchange)}`,
  };
}

/** Binds the id of a thing that was made without an answer; says that it is gone where it never came to be. */
async function findLost(
  { find }: LedgerEntry,
  wire: Pick<Wire, 'send'>,
  values: Map<string, string>,
): Promise<RemovalOutcome | undefined> {
  if (
    find === undefined ||
    values.has(find.binds) ||
    unboundNames(JSON.stringify(find), values).some((name) => name !== find.binds)
  )
    return undefined;
  const { exchange, raw } = await wire.send(find.request, values, true);
  const list = valueAtPointer(raw, find.list);
  if (!Array.isArray(list)) return { kind: 'left', why: `it could not be looked for: ${describeOutcome(exchange)}` };
  const wanted = fillText(find.value, values);
  const item = (list as readonly JsonValue[]).find((candidate) => valueAtPointer(candidate, find.at) === wanted);
  const id = valueAtPointer(item, find.id);
  if (typeof id !== 'string') return { kind: 'gone', proof: 'it never came to be' };
  values.set(find.binds, id);
  return undefined;
}

function unboundNames(text: string, values: ReadonlyMap<string, string>): readonly string[] {
  return [...text.matchAll(/\$\{([^}]+)\}/g)].flatMap((match) =>
    match[1] !== undefined && !values.has(match[1]) ? [match[1]] : [],
  );
}

function nameOf(path: string, values: ReadonlyMap<string, string>): string {
  return unboundNames(path, values).length > 0 ? path : fillText(path, values);
}
