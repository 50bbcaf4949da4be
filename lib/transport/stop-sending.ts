import { HarnessError } from '../core/errors.ts';
import type { Addresses, Sent, Wire } from './wire.ts';

/** Thrown in place of sending a request, once the run is interrupted. */
export class Interruption extends HarnessError {
  /** An earlier try of the same request went out, and was to be repeated. */
  readonly wasSent: boolean;

  constructor(wasSent: boolean) {
    super('interrupted', 'the run was interrupted while it was being prepared; nothing was judged');
    this.wasSent = wasSent;
  }
}

export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Interruption(false);
}

/**
 * The same wire for everything that a run sends on its own account. Once the run is interrupted it throws an `Interruption` in
 * place of sending, also for a request that was still waiting for its turn. What removes things is sent on the wire itself.
 */
export function stopOnceInterrupted(wire: Wire, isInterrupted: () => boolean): Wire {
  return {
    ...wire,
    send: async (template, bindings, rules) => {
      let wasSent = false;
      const check = (): void => {
        if (isInterrupted()) throw new Interruption(wasSent);
      };
      const beforeSend = (): void => {
        check();
        wasSent = true;
      };
      check();
      return wire.send(template, bindings, { ...rules, beforeSend });
    },
  };
}

/** Requests in a row to one host without an answer, most of them tried several times, after which it counts as gone. */
const GONE_AFTER = 3;

/**
 * The same wire, which sends nothing more to a host that does not answer any more, and gives its last failure again. Each host is
 * counted on its own: with one gone, another may still remove what the first had.
 */
export function stopWhenGone(
  wire: Pick<Wire, 'send'>,
  { originsOf }: Pick<Addresses, 'originsOf'>,
): Pick<Wire, 'send'> {
  const failures = new Map<string, readonly Sent[]>();
  return {
    send: async (request, bindings, rules) => {
      const host = originsOf(request, bindings)[0] ?? '';
      const inARow = failures.get(host) ?? [];
      const last = inARow.at(-1);
      if (last !== undefined && inARow.length >= GONE_AFTER) return last;
      const sent = await wire.send(request, bindings, rules);
      failures.set(host, sent.exchange.outcome.kind === 'failed' ? [...inARow, sent] : []);
      return sent;
    },
  };
}
