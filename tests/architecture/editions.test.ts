import { beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '../../lib/cases/case.ts';
import { createPlan } from '../../lib/cases/plan.ts';
import type { PlanContext } from '../../lib/cases/plan-context.ts';
import { EVERYTHING } from '../../lib/cases/selection.ts';
import { PLANNED_ENVIRONMENT } from '../../lib/cli/run-settings.ts';
import { CALLERS } from '../../lib/platform/molecule/callers.ts';
import { ownInputs, planRemotely } from '../support/run-in-process.ts';
import { createEntryLookup } from '../../lib/cases/operation-entry.ts';

const { contract: OWN } = await ownInputs();

describe('an edition of the contract', () => {
  let context: PlanContext;
  let callersOf: (id: string) => readonly Case[];

  beforeAll(async () => {
    const full = await planRemotely(PLANNED_ENVIRONMENT);
    context = full.context;
    const cases = full.plan.sequences.flatMap((sequence) => sequence.cases);
    callersOf = (id) => cases.filter((testCase) => testCase.operationId !== id && calls(testCase, id));
  });

  it.each(OWN.operations.map(({ id }) => id))('may have %s under another name', (id) => {
    const anew = `${id}Anew`;
    const operations = OWN.operations.map((operation) =>
      operation.id === id ? { ...operation, id: anew } : operation,
    );
    const contract = {
      ...OWN,
      operations,
      operation: (wanted: string) => operations.find((each) => each.id === wanted),
    };
    const callers = callersOf(id);
    const { sequences, guessed } = createPlan(
      { ...context, contract, entry: createEntryLookup(context.data) },
      { ...EVERYTHING, only: [anew, ...callers.map(({ operationId }) => operationId)] },
    );
    const cases = sequences.flatMap((sequence) => sequence.cases);

    // Whoever called it under its old name is left out and says so, and so is nobody else.
    const withheld = cases.filter((each) => each.withheld !== undefined && each.operationId !== anew);
    expect(withheld.map((testCase) => testCase.id).sort()).toEqual(callers.map((testCase) => testCase.id).sort());
    const why = new RegExp(`^needs .*\\b${id} to .*, which this edition of the contract does not have$`);
    for (const testCase of withheld) expect(testCase.withheld?.reason).toMatch(why);
    // Under its new name it is guessed at, and tried all the same.
    expect(guessed).toEqual([anew]);
    const own = cases.filter(({ operationId }) => operationId === anew);
    const sent = own.filter((each) => each.family === 'tier-matrix' && each.withheld === undefined);
    expect(sent).toHaveLength(CALLERS.list.length);
    expect(own.some(({ family }) => family === 'conformance')).toBe(true);
  });
});

/** Whether a case makes something with the operation, looks at it or undoes it. A proof that something is gone can be done without. */
function calls({ steps }: Case, id: string): boolean {
  return steps.some(({ purpose, request }) => purpose !== 'probe' && purpose !== 'proof' && request.operationId === id);
}
