import type { Reporter } from './reporter.ts';
import * as registry from './registry.ts';

/** Every format that a run is reported in. */
export const REPORTERS: readonly Reporter[] = Object.values(registry);
