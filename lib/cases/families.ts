import { conformance } from './families/conformance.ts';
import { credentialVariants } from './families/credential-variants.ts';
import { routing } from './families/routing.ts';
import { tierMatrix } from './families/tier-matrix.ts';
import { waysAround } from './families/ways-around.ts';
import { wrongOwner } from './families/wrong-owner.ts';
import type { CaseFamily } from './plan-context.ts';

/** Every family. The matrix comes before the families whose answers are compared with its cells. */
export const FAMILIES: readonly CaseFamily[] = [
  conformance,
  tierMatrix,
  credentialVariants,
  routing,
  waysAround,
  wrongOwner,
];
