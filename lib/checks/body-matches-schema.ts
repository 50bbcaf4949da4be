import type { SchemaViolation } from '../contract/contract.ts';
import type { Observation } from '../findings/finding.ts';
import { declaredContent, isRefusal } from './answer-facts.ts';
import { createPlacer } from './body-place.ts';
import { judgeBy, PASSED, skip, type Check, type CheckContext, type Verdict } from './check.ts';

/** The body satisfies the declared schema (JSON Schema 2020-12, formats asserted). Refusals are judged as refusals. */
export const bodyMatchesSchema: Check = {
  id: 'body-matches-schema',
  title: 'The body satisfies the declared schema',
  clause: 'OpenAPI 3.1, media type object; JSON Schema 2020-12',
  rules: [
    'closed-extra',
    'composition',
    'const',
    'enum',
    'format',
    'items',
    'length',
    'null',
    'pattern',
    'range',
    'required',
    'type',
  ].map((name) => `body.${name}`),
  evaluate: (context) => {
    if (isRefusal(context)) return skip('refusals have a check of their own');
    return judgeBody(context, (violation) => `body.${violation.rule}`);
  },
};

/** What the declared schema says of an answer's body, as observations. */
export function judgeBody(context: CheckContext, ruleOf: (violation: SchemaViolation) => string): Verdict {
  const schemaPointer = declaredContent(context)?.schemaPointer;
  const { answer, contract } = context;
  if (schemaPointer === undefined || answer.body.kind !== 'json')
    return skip('there is no schema or no JSON to hold against it');
  const { value } = answer.body;
  const verdict = contract.judge(schemaPointer, value);
  if (verdict.kind === 'valid') return PASSED;
  if (verdict.kind === 'unsupported')
    return { kind: 'inconclusive', gap: 'gap.schema-unsupported', reason: verdict.reason };
  const place = createPlacer(contract, schemaPointer);
  return judgeBy(
    distinct(
      verdict.violations.map((violation) =>
        observe(violation, ruleOf(violation), `${answer.status} ${place(value, violation.instancePath) || '/'}`),
      ),
    ),
  );
}

function observe(violation: SchemaViolation, rule: string, place: string): Observation {
  return {
    rule,
    place: `body ${place}`,
    clause: violation.schemaPointer,
    expected: violation.expected,
    seen: violation.seen,
  };
}

/** Rows of a list that break the same way are one observation. */
export function distinct(observations: readonly Observation[]): readonly Observation[] {
  return [
    ...new Map(
      observations.map((each) => [`${each.rule} ${each.place} ${each.expected}`, each] as const).reverse(),
    ).values(),
  ].reverse();
}
