import type { CaseDraft } from './case-builder.ts';
import type { PlanContext } from './plan-context.ts';

/**
 * The operations that a case calls besides its own, and that this edition of the contract does not have: those that make its
 * fixtures, look at its effect, or remove what was made. Each with what it is needed for.
 */
export function absentOperations(context: PlanContext, draft: CaseDraft): readonly string[] {
  const fixtures = (draft.fixtures ?? []).map((name) => [name, context.data.fixtures[name]] as const);
  const calls: readonly (readonly [id: string | undefined, what: string])[] = [
    ...fixtures.flatMap(([name, fixture]) => [
      [fixture?.operation, `to make ${name}`] as const,
      [fixture?.undo?.operation, `to remove ${name}`] as const,
    ]),
    ...(draft.then ?? []).map(({ operation }) => [operation, 'to look at its effect'] as const),
    [draft.undo?.operation, 'to remove what it makes'],
  ];
  const absent = calls.flatMap(([id, what]) =>
    id === undefined || context.contract.operation(id) !== undefined ? [] : [`${id} ${what}`],
  );
  return [...new Set(absent)];
}

/** The case without these calls, so that it can be shown in the plan although it is not sent. */
export function withoutFurtherCalls({ undo: _, ...draft }: CaseDraft): CaseDraft {
  return { ...draft, fixtures: [], consumes: [], then: [] };
}
