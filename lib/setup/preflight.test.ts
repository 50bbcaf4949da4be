import { describe, expect, it } from 'vitest';
import type { RequestTemplate } from '../cases/case.ts';
import type { PreflightProbe, ProofCall } from '../cases/plan.ts';
import type { Answer, Failure } from '../exchange/exchange.ts';
import { openPreflight, type Unproven } from './preflight.ts';
import type { Wire } from '../transport/wire.ts';

type Says = (operationId: string, isNobody: boolean) => Answer | Failure;

function answered(status: number): Answer {
  return { kind: 'answered', status, headers: [], body: { kind: 'empty' } };
}

/** A target that says this, and what it was asked. */
function createTarget(says: Says): { readonly wire: Wire; readonly asked: string[] } {
  const asked: string[] = [];
  const wire: Wire = {
    send: async (request) => {
      const isNobody = request.headers.length === 0;
      asked.push(`${request.operationId} ${isNobody ? 'nobody' : 'own'}`);
      const sent = { method: request.method, url: 'https://target.example/', headers: [] };
      const outcome = says(request.operationId, isNobody);
      const exchange = { requestId: '', startedAtMs: 0, durationMs: 0, request: sent, outcome };
      return { exchange, lost: 0, isBudgetSpent: false };
    },
    retries: () => 0,
    renewBudget: () => undefined,
    close: async () => undefined,
  };
  return { wire, asked };
}

function callOf(operationId: string, method = 'GET', answers: readonly number[] = [200]): ProofCall {
  const request: RequestTemplate = { operationId, service: 'cp', method, path: '/', query: [], headers: [['A', 'b']] };
  return { operationId, request, nobody: { ...request, headers: [] }, answers, isRepeatable: true };
}

const PROBE: PreflightProbe = {
  ...callOf('first'),
  tier: 'cp-admin',
  secrets: ['cpAdminBearer'],
  otherwise: [callOf('second'), callOf('third')],
};

const GIVEN: ReadonlySet<string> = new Set(['cpAdminBearer']);

async function problemOf(says: Says, given = GIVEN, probe = PROBE): Promise<Unproven | undefined> {
  const { wire } = createTarget(says);
  const { unproven } = await openPreflight({ wire, bindings: new Map(), given }).run([probe]);
  return unproven['cp-admin'];
}

describe('a credential', () => {
  it('is shown to work by an answer that whoever is let in gets, and nobody does', async () => {
    expect(await problemOf((_, isNobody) => answered(isNobody ? 401 : 200))).toBeUndefined();
  });

  it.each([302, 400, 404, 500])('is not shown to work by %i where 200 is due', async (status) => {
    const problem = await problemOf((_, isNobody) => answered(isNobody ? 401 : status));
    expect(problem).toEqual({
      reason: `its credential was not accepted by first, which should let it in: answered ${status}`,
      isUsable: false,
      tried: { operationId: 'first', seen: `answered ${status}` },
    });
  });

  it('is shown to work by any of several operations: the first one may be the one that drifts', async () => {
    const problem = await problemOf((operationId, isNobody) =>
      answered(!isNobody && operationId === 'third' ? 200 : 401),
    );
    expect(problem).toBeUndefined();
  });

  it('is not shown to work where nobody is answered the same, and its other answers may still be judged', async () => {
    expect(await problemOf(() => answered(200))).toMatchObject({ isUsable: true });
  });

  it('that the target issued in this run may be judged by, even if it is refused everywhere', async () => {
    expect(await problemOf(() => answered(401), new Set())).toMatchObject({ isUsable: true });
    expect(await problemOf(() => answered(401))).toMatchObject({ isUsable: false });
  });
});

describe('the requests of a preflight', () => {
  it('are one and one of nobody for each, and what nobody is answered is asked for once', async () => {
    const { wire, asked } = createTarget((_, isNobody) => answered(isNobody ? 401 : 200));
    const preflight = openPreflight({ wire, bindings: new Map(), given: GIVEN });
    const { requests, repeats } = await preflight.run([PROBE, { ...PROBE, tier: 'other' }]);
    expect(asked).toEqual(['first nobody', 'first own', 'first own']);
    expect({ requests, repeats }).toEqual({ requests: { first: 3 }, repeats: 0 });
  });

  it('beyond the first operation are counted apart', async () => {
    const { wire } = createTarget((operationId, isNobody) =>
      answered(!isNobody && operationId === 'second' ? 200 : 401),
    );
    const { requests, repeats } = await openPreflight({ wire, bindings: new Map(), given: GIVEN }).run([PROBE]);
    expect({ requests, repeats }).toEqual({ requests: { first: 2 }, repeats: 2 });
  });

  it('are reads alone at first, and what they show is not asked again', async () => {
    const { wire, asked } = createTarget((_, isNobody) => answered(isNobody ? 401 : 200));
    const preflight = openPreflight({ wire, bindings: new Map(), given: GIVEN });
    expect(await preflight.tryReads({ ...PROBE, ...callOf('post', 'POST') })).toBe('proven');
    expect(asked).toEqual(['second nobody', 'second own']);
    // Asked for beyond one plan, and now as another has it.
    const second = { ...PROBE, ...callOf('second'), tier: 'other', otherwise: [] };
    expect(await preflight.run([second])).toMatchObject({ requests: { second: 2 }, repeats: 1 });
    asked.length = 0;
    expect(await preflight.tryReads(PROBE)).toBe('proven');
    await preflight.run([PROBE]);
    expect(asked).toEqual(['first nobody', 'first own']);
  });
});

describe('the gap of a credential', () => {
  it('names the operation that did not accept it, and none where it is not at hand', async () => {
    const { wire } = createTarget(() => answered(401));
    const preflight = openPreflight({ wire, bindings: new Map(), given: GIVEN });
    const { gaps } = await preflight.run([PROBE, { ...PROBE, tier: 'org-key', missing: ['secret.orgApiKey'] }]);
    expect(gaps).toEqual([
      expect.objectContaining({ rule: 'gap.credential-unproven', tier: 'cp-admin', operationId: 'first' }),
      {
        rule: 'gap.credential-unproven',
        tier: 'org-key',
        reason: 'the credential is not at hand: ORG_API_KEY is not configured and could not be derived',
      },
    ]);
  });
});
