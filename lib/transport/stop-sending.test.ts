import { describe, expect, it } from 'vitest';
import type { Bindings } from '../cases/bind.ts';
import type { RequestTemplate } from '../cases/case.ts';
import { Interruption, stopOnceInterrupted, stopWhenGone } from './stop-sending.ts';
import type { Sent, Wire, WireRules } from './wire.ts';

const REQUEST: RequestTemplate = {
  operationId: 'adminListOrgs',
  service: 'cp',
  method: 'GET',
  path: '/',
  query: [],
  headers: [],
};

/** A wire on which each request goes out so many times, as if its answers were lost. */
function wireOf(tries: number, onSent: () => void): Wire {
  const send = (_template: unknown, _bindings: unknown, rules?: WireRules): Promise<Sent> => {
    for (let each = 0; each < tries; each += 1) {
      rules?.beforeSend?.();
      onSent();
    }
    // Nothing looks at it.
    return Promise.resolve({} as Sent);
  };
  // Nothing else of a wire is asked for.
  return { send } as Wire;
}

async function sendOn(tries: number, isInterrupted: (sent: number) => boolean): Promise<readonly [unknown, number]> {
  let sent = 0;
  const wire = stopOnceInterrupted(
    wireOf(tries, () => (sent += 1)),
    () => isInterrupted(sent),
  );
  const ended: unknown = await wire.send(REQUEST, new Map()).catch((error: unknown) => error);
  return [ended, sent];
}

describe('a wire that stops once the run is interrupted', () => {
  it('sends until then', async () => {
    expect(await sendOn(2, () => false)).toEqual([{}, 2]);
  });

  it('sends nothing of a request that comes later', async () => {
    const [ended, sent] = await sendOn(1, () => true);
    expect(ended).toBeInstanceOf(Interruption);
    expect(ended).toMatchObject({ code: 'interrupted', wasSent: false });
    expect(sent).toBe(0);
  });

  it('sends nothing of a request that waited for its turn', async () => {
    let asked = 0;
    const [ended, sent] = await sendOn(1, () => ++asked > 1);
    expect(ended).toMatchObject({ wasSent: false });
    expect(sent).toBe(0);
  });

  it('does not repeat a request, and says that it went out once', async () => {
    const [ended, sent] = await sendOn(3, (count) => count === 1);
    expect(ended).toMatchObject({ wasSent: true });
    expect(sent).toBe(1);
  });
});

const CP = { service: 'cp' } as RequestTemplate;
const TENANT = { service: 'tenant', tenantSlug: '${org.slug}' } as RequestTemplate;
const ACME = new Map([['org.slug', 'acme']]);
const OTHER = new Map([['org.slug', 'other']]);

/** A way to hosts of which those in `down` do not answer, and the hosts that were asked. */
function startWire(down: ReadonlySet<string>) {
  const asked: string[] = [];
  const hostOf = ({ service }: Pick<RequestTemplate, 'service'>, bindings: Bindings): string =>
    service === 'cp' ? 'cp' : (bindings.get('org.slug') ?? '');
  const send = (request: RequestTemplate, bindings: Bindings): Promise<Sent> => {
    const host = hostOf(request, bindings);
    asked.push(host);
    return Promise.resolve({ exchange: { outcome: { kind: down.has(host) ? 'failed' : 'answered' } } } as Sent);
  };
  const wire = stopWhenGone({ send }, { originsOf: (request, bindings) => [hostOf(request, bindings)] });
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
