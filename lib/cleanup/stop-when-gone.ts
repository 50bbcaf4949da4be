import { fillText, type Bindings } from '../cases/bind.ts';
import type { RequestTemplate } from '../cases/case.ts';
import type { Sent, Wire } from '../transport/wire.ts';

/** So many requests to one host in a row without an answer, most of them tried several times, and nobody is there. */
const GONE_AFTER = 3;

/**
 * Sends nothing more to a host that does not answer any more: what it is asked then gets its last failure again. A tenant
 * that is gone says nothing about the control plane, which may still remove the org.
 */
export function stopWhenGone(wire: Pick<Wire, 'send'>): Pick<Wire, 'send'> {
  const failures = new Map<string, readonly Sent[]>();
  return {
    send: async (request, bindings, rules) => {
      const host = hostOf(request, bindings);
      const inARow = failures.get(host) ?? [];
      const last = inARow.at(-1);
      if (last !== undefined && inARow.length >= GONE_AFTER) return last;
      const sent = await wire.send(request, bindings, rules);
      failures.set(host, sent.exchange.outcome.kind === 'failed' ? [...inARow, sent] : []);
      return sent;
    },
  };
}

function hostOf({ service, tenantSlug }: RequestTemplate, bindings: Bindings): string {
  return service === 'cp' ? 'cp' : `tenant ${fillText(tenantSlug ?? '', bindings)}`;
}
