import { describe, expect, it } from 'vitest';
import type { RequestTemplate } from '../cases/case.ts';
import { stopWhenGone } from './stop-when-gone.ts';
import type { Sent } from '../transport/wire.ts';

const CP = { service: 'cp' } as RequestTemplate;
const TENANT = { service: 'tenant', tenantSlug: '${org.slug}' } as RequestTemplate;
const ACME = new Map([['org.slug', 'acme']]);
const OTHER = new Map([['org.slug', 'other']]);

/** A way to hosts of which those in `down` do not answer, and the hosts that were asked. */
function startWire(down: ReadonlySet<string>) {
  const asked: string[] = [];
  const wire = stopWhenGone({
    send: (request, bindings) => {
      const host = request.service === 'cp' ? 'cp' : (bindings.get('org.slug') ?? '');
      asked.push(host);
      return Promise.resolve({ exchange: { outcome: { kind: down.has(host) ? 'failed' : 'answered' } } } as Sent);
    },
  });
  return { wire, asked };
}

describe('a host that does not answer any more', () => {
  it('is left alone after three requests, and its last failure stands for the rest', async () => {
    const { wire, asked } = startWire(new Set(['acme']));
    for (let count = 0; count < 6; count += 1) {
      const { exchange } = await wire.send(TENANT, ACME);
      expect(exchange.outcome.kind).toBe('failed');
    }
    expect(asked).toEqual(['acme', 'acme', 'acme']);
  });

  it('says nothing about the control plane, nor about another tenant', async () => {
    const { wire, asked } = startWire(new Set(['acme']));
    for (let count = 0; count < 4; count += 1) await wire.send(TENANT, ACME);
    expect((await wire.send(CP, ACME)).exchange.outcome.kind).toBe('answered');
    expect((await wire.send(TENANT, OTHER)).exchange.outcome.kind).toBe('answered');
    expect(asked.slice(-2)).toEqual(['cp', 'other']);
  });
});
