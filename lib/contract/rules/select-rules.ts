import * as registry from './registry.ts';
import type { DocumentRule } from './rule.ts';

/** Every rule for the document of a contract, by id. */
export const DOCUMENT_RULES: readonly DocumentRule[] = Object.values(registry);
