import { beforeAll, describe, expect, it } from 'vitest';
import type { Case, RequestTemplate } from '../cases/case.ts';
import type { Contract } from '../contract/contract.ts';
import type { Answer, HeaderLine } from '../exchange/exchange.ts';
import { DEFAULT_FILES, readInputs } from '../setup/read-inputs.ts';
import { testAnswer } from '../../tests/support/test-context.ts';
import type { SentCase } from './case-runner.ts';
import { passRouting } from './pass-routing.ts';

let contract: Contract;
beforeAll(async () => {
  ({ contract } = await readInputs(DEFAULT_FILES, false));
});

const SESSION: HeaderLine = ['Cookie', 'mcp_session=${secret.ownerSession}'];
const SLUG: HeaderLine = ['X-Molecule-Org-Slug', '${org.slug}'];
const ID: HeaderLine = ['X-Molecule-Org-Id', '${org.id}'];

/** A cell of the matrix of an operation that sessions may not call. */
function cell(tier: string, ...headers: readonly HeaderLine[]): Case {
  const request: RequestTemplate = {
    operationId: 'tenantListOrgTokens',
    service: 'tenant',
    tenantSlug: '${org.slug}',
    method: 'GET',
    path: '/org/tokens',
    query: [],
    headers,
  };
  return {
    id: `tenantListOrgTokens/tier-matrix/${tier}`,
    operationId: request.operationId,
    family: 'tier-matrix',
    variant: tier,
    title: tier,
    tier,
    clause: '',
    effect: 'reads',
    reach: 'none',
    steps: [
      {
        purpose: 'probe',
        title: tier,
        tier,
        request,
        expectation: { kind: 'refused', statuses: [401, 403], rule: 'auth.wrong-tier-accepted', attack: '' },
        binds: {},
        sees: [],
        planned: true,
        settles: [],
      },
    ],
  };
}

type Says = (headers: readonly string[]) => Answer;

function send(says: Says, testCase: Case): SentCase {
  const exchange = { requestId: '', startedAtMs: 0, durationMs: 1 };
  return {
    testCase,
    bound: new Map(),
    steps: testCase.steps.map((step, index) => ({
      step,
      index,
      lost: 0,
      isBudgetSpent: false,
      exchange: {
        ...exchange,
        request: { method: 'GET', url: '', headers: [] },
        outcome: says(step.request.headers.map(([name]) => name)),
      },
    })),
  };
}

/** What counts for each case, and what was sent for it besides. */
async function pass(says: Says, cases: readonly Case[], known: readonly string[] = ['org.id', 'org.slug']) {
  const more: string[] = [];
  const passed = await passRouting(
    {
      contract,
      known: new Set(known),
      send: async (testCase, how) => {
        more.push(`${how} ${testCase.steps[0]?.request.headers.map(([name]) => name).join(', ') ?? ''}`);
        return send(says, testCase);
      },
    },
    cases.map((testCase) => send(says, testCase)),
  );
  return { passed, more };
}

const statusOf = ({ steps: [first] }: SentCase): unknown =>
  first?.exchange.outcome.kind === 'answered' ? first.exchange.outcome.status : undefined;

const MISSING = testAnswer(400, { error: 'missing tenant routing header' });
const DENIED = testAnswer(401, { error: 'who are you' });
const LIST = testAnswer(200, []);
const byId: Says = (headers) => {
  if (!headers.includes('X-Molecule-Org-Id')) return { ...MISSING };
  return headers.includes('Cookie') ? LIST : DENIED;
};

describe('passRouting', () => {
  it('sends again with all routing headers what nobody is answered otherwise, and says what was demanded', async () => {
    const cases = [
      cell('anonymous', ID),
      cell('owner-session', SESSION, SLUG),
      cell('stranger-session', SESSION, SLUG),
    ];
    const { passed, more } = await pass(byId, cases);
    expect(more).toEqual([
      'nobody X-Molecule-Org-Slug',
      'routed Cookie, X-Molecule-Org-Slug, X-Molecule-Org-Id',
      'routed Cookie, X-Molecule-Org-Slug, X-Molecule-Org-Id',
    ]);
    expect(passed.map(statusOf)).toEqual([401, 200, 200]);
    expect(passed[1]?.turnedAway).toMatchObject({
      answer: { status: 400 },
      sent: ['X-Molecule-Org-Slug'],
      demanded: ['X-Molecule-Org-Id'],
    });
    expect(passed[0]?.turnedAway).toBeUndefined();
  });

  it('names the tenant that the request goes to', async () => {
    const there = cell('owner-session', SESSION, ['X-Molecule-Org-Slug', '${otherOrg.slug}']);
    const steps = there.steps.map((step) => ({
      ...step,
      request: { ...step.request, tenantSlug: '${otherOrg.slug}' },
    }));
    const { passed } = await pass(byId, [{ ...there, steps }], ['otherOrg.id', 'otherOrg.slug']);
    expect(passed[0]?.steps[0]?.step.request.headers.at(-1)).toEqual(['X-Molecule-Org-Id', '${otherOrg.id}']);
  });

  it('leaves alone what nobody is answered otherwise, asking once', async () => {
    const own: Says = (headers) => (headers.includes('Cookie') ? MISSING : DENIED);
    const { passed, more } = await pass(own, [cell('owner-session', SESSION, SLUG)]);
    expect([more.length, passed[0]?.turnedAway]).toEqual([1, undefined]);
  });

  it('leaves alone what is the same with all routing headers', async () => {
    const { passed, more } = await pass(
      () => ({ ...MISSING }),
      [cell('owner-session', SESSION, SLUG), cell('member-session', SESSION, SLUG)],
    );
    expect([more.length, passed.map(statusOf)]).toEqual([2, [400, 400]]);
    expect(passed.every(({ turnedAway }) => turnedAway === undefined)).toBe(true);
  });

  it('sends nothing more where callers are refused as they have to be', async () => {
    expect((await pass(() => DENIED, [cell('owner-session', SESSION, SLUG)])).more).toEqual([]);
  });

  it('says what it does not know where the routing cannot be completed', async () => {
    const { passed } = await pass(byId, [cell('owner-session', SESSION, SLUG)], ['org.slug']);
    expect(passed[0]).toMatchObject({
      steps: [],
      stopped:
        '400 to whoever sends it, with a credential or without; X-Molecule-Org-Id may lead further, and org.id is not known to this run',
    });
  });
});
