import { beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '../cases/case.ts';
import { createPlan } from '../cases/plan.ts';
import { EVERYTHING } from '../cases/selection.ts';
import type { TargetKind } from '../config/safety-policy.ts';
import { DEFAULT_FILES, readInputs, type Inputs } from './read-inputs.ts';
import { createPlanContext } from './create-plan-context.ts';

describe('createPlanContext', () => {
  let inputs: Inputs;

  beforeAll(async () => {
    inputs = await readInputs(DEFAULT_FILES, false);
  });

  async function variantsWith(bearer: string, targetKind: TargetKind): Promise<readonly Case[]> {
    const known = new Map([
      ['secret.cpAdminBearer', bearer],
      ['org.slug', 'acme'],
    ]);
    const available = new Set(known.keys());
    const options = { seed: '1', profile: 'gate', targetKind, available, known, isOwnOrg: false, mayCreate: false };
    const context = await createPlanContext(inputs, options);
    const selection = { ...EVERYTHING, only: ['adminDeleteTenant'], families: ['credential-variants'] };
    return createPlan(context, selection).sequences.flatMap((sequence) => sequence.cases);
  }

  const reasonOf = (cases: readonly Case[], variant: string): string | undefined =>
    cases.find((testCase) => testCase.variant === variant)?.withheld?.reason;

  it('lets no credential into an address or a body on production', async () => {
    const cases = await variantsWith('Right-0f', 'production');
    expect(reasonOf(cases, 'in-query')).toBe(
      'a credential would stand in the address, which access logs keep; on production it is sent nowhere but in headers',
    );
    expect(reasonOf(cases, 'in-body')).toBe(
      'a credential would stand in the body, which error reports keep; on production it is sent nowhere but in headers',
    );
    expect(reasonOf(cases, 'in-cookie')).toBeUndefined();
    expect(cases.map(({ variant }) => variant)).toContain('in-cookie');
  });

  it('sends it there elsewhere', async () => {
    const cases = await variantsWith('Right-0f', 'shared');
    expect(cases.map(({ variant }) => variant)).toEqual(expect.arrayContaining(['in-query', 'in-body']));
    expect(reasonOf(cases, 'in-query')).toBeUndefined();
    expect(reasonOf(cases, 'in-body')).toBeUndefined();
    expect(reasonOf(cases, 'other-case')).toBeUndefined();
  });

  it('does not take a credential for a wrong one that has no letters whose case could be swapped', async () => {
    const cases = await variantsWith('4711-0815', 'shared');
    expect(reasonOf(cases, 'other-case')).toBe('CP_ADMIN_BEARER is the same in that other spelling');
    expect(reasonOf(cases, 'garbage-of-right-length')).toBeUndefined();
  });
});
