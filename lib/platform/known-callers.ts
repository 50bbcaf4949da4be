import type { Tier } from '../contract/callers.ts';
import { CALLERS } from './molecule/callers.ts';
import { CREDENTIALS } from './molecule/credentials.ts';

/** The callers of every platform that is known, for the reports, which have a record and no contract. */
export const KNOWN_CALLERS: readonly Tier[] = CALLERS.list;

/** The variables of their credentials. */
export const KNOWN_VARIABLES: readonly string[] = CREDENTIALS.map(({ variable }) => variable);
