import type { CaseFamily } from '../family.ts';
import * as registry from './registry.ts';

/** Every family; the matrix comes before those whose answers are compared with its cells. */
export const FAMILIES: readonly CaseFamily[] = Object.values(registry).sort(
  (left: CaseFamily, right: CaseFamily) => rank(left) - rank(right) || (left.id < right.id ? -1 : 1),
);

function rank({ id }: CaseFamily): number {
  return id === 'conformance' ? 0 : id === 'tier-matrix' ? 1 : 2;
}
