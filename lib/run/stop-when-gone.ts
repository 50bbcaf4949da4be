import type { Sent, Wire } from './wire.ts';

/** So many requests in a row without an answer, most of them tried several times, and nobody is there. */
const GONE_AFTER = 3;

/** Sends nothing more once nobody answers any more: what is asked then gets the last failure again. */
export function stopWhenGone(wire: Pick<Wire, 'send'>): Pick<Wire, 'send'> {
  let unanswered = 0;
  let last: Sent | undefined;
  return {
    send: async (...request) => {
      if (last !== undefined && unanswered >= GONE_AFTER) return last;
      const sent = await wire.send(...request);
      unanswered = sent.exchange.outcome.kind === 'failed' ? unanswered + 1 : 0;
      last = sent;
      return sent;
    },
  };
}
