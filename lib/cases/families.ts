import { conformance } from './families/conformance.ts';
import { credentialVariants } from './families/credential-variants.ts';
import { tierMatrix } from './families/tier-matrix.ts';
import { waysAround } from './families/ways-around.ts';
import type { CaseFamily } from './plan-context.ts';

/** The families of every platform. The matrix comes before the families whose answers are compared with its cells. */
export const FAMILIES: readonly CaseFamily[] = [conformance, tierMatrix, credentialVariants, waysAround];
