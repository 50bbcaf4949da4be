import { MUTANTS } from '../../lib/embedded/mutants/mutants.ts';

/** Twelve faults of different kinds, each of which shows in one finding of a rule of its own. */
export const TWELVE_FAULTS: readonly string[] = [
  'accepts-any-bearer',
  'answers-with-wrong-content-type',
  'answers-workspace-delete-with-202',
  'clears-budget-on-empty-body',
  'cuts-off-org-list',
  'drops-export-route',
  'leaks-sql-in-error',
  'lists-org-keys-in-plaintext',
  'refuses-org-key-on-templates',
  'returns-tier-as-text',
  'returns-unknown-billing-mode',
  'says-ok-false-on-redeploy',
];

const mutants = MUTANTS.filter(({ id }) => TWELVE_FAULTS.includes(id));

/** The operations that they show on. */
export const TWELVE_OPERATIONS: readonly string[] = mutants.flatMap(({ operations }) => operations);

/** The rules that report them, sorted. */
export const TWELVE_RULES: readonly string[] = mutants.flatMap(({ expects }) => expects).sort();
