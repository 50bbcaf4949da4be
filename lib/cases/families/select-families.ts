import type { CaseFamily } from '../family.ts';
import * as registry from './registry.ts';

export const FAMILIES: readonly CaseFamily[] = Object.values(registry);
