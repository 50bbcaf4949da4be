import { describe, expect, it } from 'vitest';
import type { Case, Sequence, RequestTemplate, Step } from './case.ts';
import type { ConformanceData } from './operation-data.ts';
import { countUses, describeUses, keepWithinQuotas } from './quotas.ts';

// Nothing but the quotas is looked at.
const data = { quotas: { mintKey: { perHour: 3, because: 'keys are dear' } } } as unknown as ConformanceData;

const mint: RequestTemplate = {
  operationId: 'mintKey',
  service: 'tenant',
  tenantSlug: '${org.slug}',
  method: 'POST',
  path: '/keys',
  query: [],
  headers: [],
};

function step(expectation: Step['expectation']): Step {
  return {
    purpose: 'probe',
    title: '',
    tier: 'org-key',
    request: mint,
    expectation,
    binds: {},
    sees: [],
    planned: true,
    settles: [],
  };
}

function caseOf(id: string, ...expectations: readonly Step['expectation'][]): Case {
  return {
    id,
    operationId: 'mintKey',
    family: 'conformance',
    variant: id,
    title: id,
    tier: 'org-key',
    clause: '',
    effect: 'creates',
    reach: 'own',
    steps: expectations.map(step),
  };
}

const SUCCESS: Step['expectation'] = { kind: 'success', statuses: [200] };
const ERROR: Step['expectation'] = {
  kind: 'error',
  statuses: [400],
  because: 'it is wrong',
  rule: 'request.constraint-unenforced',
};

const ACCEPTED: Step['expectation'] = { kind: 'accepted', statuses: [400] };
const REFUSED: Step['expectation'] = {
  kind: 'refused',
  statuses: [401],
  rule: 'auth.wrong-tier-accepted',
  attack: 'somebody mints keys',
};

function sequenceOf(...cases: readonly Case[]): Sequence {
  return { id: 'mintKey/conformance', operationId: 'mintKey', group: 'conformance', cases };
}

describe('keepWithinQuotas', () => {
  it('withholds, with a reason, what would go beyond a quota, and only that', () => {
    const sequences = [sequenceOf(caseOf('one', SUCCESS), caseOf('two', SUCCESS, SUCCESS), caseOf('three', SUCCESS))];
    const kept = keepWithinQuotas(data, sequences, countUses(data, [mint]));
    expect(kept.sequences[0]?.cases.map(({ id, withheld }) => [id, withheld?.reason])).toEqual([
      ['one', undefined],
      [
        'two',
        'mintKey may be called 3 times an hour (keys are dear), and this run needs that many already; select less with --only',
      ],
      ['three', undefined],
    ]);
    expect(describeUses(data, kept.uses)).toEqual(['mintKey: 3 of 3 an hour at ${org.slug}']);
  });

  it('counts what is refused by the operation, after what is documented and what others are compared with', () => {
    const sequences = [
      sequenceOf(caseOf('wrong', ERROR), caseOf('right', SUCCESS), caseOf('wrong-too', ERROR)),
      sequenceOf(caseOf('stranger', REFUSED), caseOf('rightful', ACCEPTED)),
    ];
    const kept = keepWithinQuotas(data, sequences, new Map());
    const withheld = kept.sequences.flatMap(({ cases }) => cases.flatMap((each) => (each.withheld ? [each.id] : [])));
    expect(withheld).toEqual(['wrong-too']);
  });

  it('counts each tenant on its own', () => {
    const elsewhere = { ...mint, tenantSlug: '${otherOrg.slug}' };
    expect([...countUses(data, [mint, elsewhere, mint]).values()]).toEqual([2, 1]);
  });
});
