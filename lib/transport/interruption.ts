import { HarnessError } from '../core/errors.ts';
import type { Wire } from './wire.ts';

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
      const throwIfInterrupted = (): void => {
        if (isInterrupted()) throw new Interruption(wasSent);
      };
      const beforeSend = (): void => {
        throwIfInterrupted();
        wasSent = true;
      };
      throwIfInterrupted();
      return wire.send(template, bindings, { ...rules, beforeSend });
    },
  };
}
