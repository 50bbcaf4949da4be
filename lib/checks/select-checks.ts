import type { Check } from './check.ts';
import * as registry from './registry.ts';

/** Every check, by id. */
export const CHECKS: readonly Check[] = Object.values(registry);
