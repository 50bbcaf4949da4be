import { VIOLATION_RULES } from '../../contract/schema-violations.ts';
import type { Rule } from '../rule.ts';
import { bodyRules } from './body.ts';

/** The second, stricter layer: what any user of the API would expect although the contract leaves it open. */
export const expectationRules: readonly Rule[] = VIOLATION_RULES.map((part) => {
  const body = bodyRules.find((rule) => rule.id === `body.${part}`);
  if (body === undefined) throw new Error(`no rule body.${part}`);
  return {
    id: `expectation.${part}`,
    title: `Beyond the contract: ${body.title.charAt(0).toLowerCase()}${body.title.slice(1)}`,
    severity: 'minor',
    why: `The contract leaves it open. ${body.why}`,
    clause: `the expectations overlay (OpenAPI Overlay 1.0); ${body.clause}`,
    example: body.example,
    fix: 'Answer as expected, or relax the overlay where the expectation is wrong; then say it in the contract.',
  };
});
