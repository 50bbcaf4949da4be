import { beforeAll, describe, expect, it } from 'vitest';
import { plannedSteps, type Case } from '../../lib/cases/case.ts';
import type { PlanContext } from '../../lib/cases/plan-context.ts';
import { NO_FLAGS, prepareRun } from '../../lib/cli/run-settings.ts';
import { foreseeRun, type FullPlan } from '../../lib/run/foresee-run.ts';

async function foresee(exhaustive: object = {}): Promise<FullPlan> {
  const { options } = await prepareRun({ ...NO_FLAGS, ...exhaustive }, false);
  return foreseeRun(options);
}

const casesOf = ({ plan }: FullPlan): readonly Case[] => plan.sequences.flatMap((sequence) => sequence.cases);

let context: PlanContext;
let cases: readonly Case[];
let requests: number;
beforeAll(async () => {
  const full = await foresee();
  ({ context, requests } = full);
  cases = casesOf(full);
});

const gateOf = ({ operationId }: Case): string => {
  const operation = context.contract.operation(operationId);
  return JSON.stringify([operation?.service, operation?.security.map(({ schemes }) => [...schemes].sort())]);
};

describe('a plan that covers gates', () => {
  it('tries every way to be wrong at every gate, and covers only by a case that is sent', () => {
    const byId = new Map(cases.map((each) => [each.id, each]));
    for (const testCase of cases) {
      if (testCase.coveredBy === undefined) continue;
      const standIn = byId.get(testCase.coveredBy);
      expect(standIn?.family).toBe(testCase.family);
      expect(plannedSteps(standIn ?? testCase)).not.toEqual([]);
      const isOfRouter = testCase.variant.startsWith('method-') && testCase.variant !== 'method-head';
      if (!isOfRouter) expect(gateOf(standIn ?? testCase)).toBe(gateOf(testCase));
    }
    expect(cases.filter(({ coveredBy }) => coveredBy !== undefined).length).toBeGreaterThan(cases.length / 2);
  });

  it('sends at every operation nobody, a made-up token, and each kind of credential', () => {
    const sent = cases.filter((each) => each.family === 'tier-matrix' && each.coveredBy === undefined);
    for (const { id } of context.contract.operations)
      expect(sent.filter(({ operationId }) => operationId === id).map(({ tier }) => tier)).toEqual(
        expect.arrayContaining([
          'anonymous',
          'garbage-bearer',
          'owner-session',
          'cp-admin',
          'provision-secret',
          'tenant-admin-token',
          'org-key',
          'workspace-token',
        ]),
      );
  });

  it('never covers the holders of a credential that an operation takes', () => {
    const strangers = cases.filter(
      ({ family, operationId, tier }) =>
        family === 'tier-matrix' && operationId === 'getOrg' && ['member-session', 'stranger-session'].includes(tier),
    );
    expect(strangers.map(({ coveredBy }) => coveredBy)).toEqual([undefined, undefined]);
  });

  it('spreads the ways over the operations of a gate', () => {
    const variants = cases.filter((each) => each.family === 'credential-variants' && each.coveredBy === undefined);
    expect(new Set(variants.map(({ operationId }) => operationId)).size).toBeGreaterThan(30);
  });

  it('sends at most 1,500 requests, and covers nothing where it is to be exhaustive', async () => {
    expect(requests).toBeLessThanOrEqual(1500);
    const full = await foresee({ exhaustive: true });
    expect(full.requests).toBeGreaterThan(3500);
    expect(casesOf(full).filter(({ coveredBy }) => coveredBy !== undefined)).toEqual([]);
  });
});
