import { fillText } from '../cases/bind.ts';
import { renderCurl } from '../cases/reproduce.ts';
import type { Leftover } from '../findings/run-record.ts';
import type { CleanupLedger } from '../target/cleanup-ledger.ts';
import { describeOutcome } from './case-runner.ts';
import type { Wire } from './wire.ts';

export interface SweepResult {
  readonly removed: number;
  readonly leftovers: readonly Leftover[];
}

/** Removes what the ledger still holds, newest first, by exact id. A thing that is not there any more counts as removed. */
export async function sweepLedger(ledger: CleanupLedger, wire: Wire, bindings: ReadonlyMap<string, string>): Promise<SweepResult> {
  const leftovers: Leftover[] = [];
  let removed = 0;
  for (const entry of [...ledger.outstanding()].reverse()) {
    const values = new Map([...bindings, ...Object.entries(entry.values)]);
    const unbound = unboundNames(JSON.stringify(entry.undo), values);
    const outcome = unbound.length > 0 ? undefined : (await wire.send(entry.undo, values)).exchange;
    const status = outcome?.outcome.kind === 'answered' ? outcome.outcome.status : undefined;
    if (status !== undefined && (status < 300 || status === 404)) {
      ledger.settle(entry.id, `removed with ${status}`);
      removed += 1;
      continue;
    }
    const why = outcome === undefined ? `no ${unbound.join(', ')} is known` : describeOutcome(outcome);
    leftovers.push({ kind: entry.kind, name: `${nameOf(entry.undo.path, values)} (${why})`, removal: renderCurl(entry.undo) });
  }
  return { removed, leftovers };
}

function unboundNames(text: string, values: ReadonlyMap<string, string>): readonly string[] {
  return [...text.matchAll(/\$\{([^}]+)\}/g)].flatMap((match) => (match[1] !== undefined && !values.has(match[1]) ? [match[1]] : []));
}

function nameOf(path: string, values: ReadonlyMap<string, string>): string {
  return unboundNames(path, values).length > 0 ? path : fillText(path, values);
}
