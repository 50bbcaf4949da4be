import type { Operation } from '../contract/contract.ts';
import type { Case, FamilyId, LaneGroup } from './case.ts';
import type { PlanContext } from './plan-context.ts';

/** A way to make cases for an operation. Pure: the same context and operation give the same cases in the same order. */
export interface CaseFamily {
  readonly id: FamilyId;
  readonly title: string;
  readonly group: LaneGroup;
  casesOf(context: PlanContext, operation: Operation): readonly Case[];
}
