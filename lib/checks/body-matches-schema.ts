import type { SchemaViolation } from '../contract/contract.ts';
import { VIOLATION_RULES } from '../contract/schema-violations.ts';
import type { JsonValue } from '../core/json.ts';
import { DEEPEST_JSON } from '../core/parse-json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { mediaTypeOf } from '../exchange/exchange.ts';
import type { Observation } from '../findings/finding.ts';
import { type Place, printPlace } from '../findings/place.ts';
import type { RuleId } from '../rules/rules.ts';
import { declaredContent, describeKind, isJsonMediaType, isRefusal } from './answer-facts.ts';
import { createPlacer } from './body-place.ts';
import { type Check, type CheckContext, judgeBy, PASSED, skip, unsupported, type Verdict } from './check.ts';

/** The body satisfies the declared schema (JSON Schema 2020-12, formats asserted). Refusals are judged as refusals. */
export const bodyMatchesSchema: Check = {
  id: 'body-matches-schema',
  title: 'The body satisfies the declared schema',
  clause: 'OpenAPI 3.1, media type object; JSON Schema 2020-12',
  rules: VIOLATION_RULES.map((name) => `body.${name}` as const),
  evaluate: (context) => {
    if (isRefusal(context)) return skip('refusals have a check of their own');
    return judgeBody(context, (violation) => `body.${violation.rule}`);
  },
};

/** Holds the answer's body against the declared schema; `ruleOf` names the rule of each violation. */
export function judgeBody(context: CheckContext, ruleOf: (violation: SchemaViolation) => RuleId): Verdict {
  const schemaPointer = declaredContent(context)?.schemaPointer;
  const { answer, contract } = context;
  if (schemaPointer === undefined || answer.body.kind === 'empty')
    return skip('there is no schema or no body to hold against it');
  if (answer.body.kind === 'text' && answer.body.isTooDeep === true)
    return unsupported(`the body is nested more than ${DEEPEST_JSON} levels deep, and is not looked into`);
  const asText = judgeText(context, schemaPointer, answer.body.text);
  if (asText.kind === 'passed' || answer.body.kind === 'text') return asText;
  const { value } = answer.body;
  const verdict = contract.judge(schemaPointer, value, answer.body.text);
  if (verdict.kind === 'valid') return PASSED;
  if (verdict.kind === 'unsupported') return unsupported(verdict.reason);
  const place = createPlacer(contract, schemaPointer);
  return judgeBy(
    distinct(
      verdict.violations.map((violation) =>
        observe(context, {
          value,
          violation,
          rule: ruleOf(violation),
          place: { kind: 'body', status: answer.status, pointer: place(value, violation.instancePath) },
        }),
      ),
    ),
  );
}

/** Holds a body that is not JSON against the schema as a string, since nothing says how to read it as anything else. */
function judgeText(context: CheckContext, schemaPointer: string, text: string): Verdict {
  const mediaType = mediaTypeOf(context.answer.headers) ?? '';
  if (isJsonMediaType(mediaType)) return skip('JSON that is none has a check of its own');
  const verdict = context.contract.judge(schemaPointer, text);
  if (verdict.kind === 'valid') return PASSED;
  return unsupported(
    verdict.kind === 'unsupported' ? verdict.reason : `a body of ${mediaType} cannot be held against its schema`,
  );
}

interface Broken {
  readonly value: JsonValue;
  readonly violation: SchemaViolation;
  readonly rule: RuleId;
  readonly place: Place;
}

function observe(context: CheckContext, { value, violation, rule, place }: Broken): Observation {
  const { schemaPointer, expected } = violation;
  return { rule, place, clause: schemaPointer, expected, seen: seenOf(context, value, violation) };
}

/** The value that violates the schema; its kind only, if the answer may hold secrets. */
export function seenOf(context: CheckContext, body: JsonValue, { instancePath, seen }: SchemaViolation): string {
  const value = valueAtPointer(body, instancePath);
  return context.isSensitive === true && value !== undefined ? describeKind(value) : seen;
}

/** Keeps one observation of each kind: rows of a list that are wrong in the same way have the same place. */
export function distinct(observations: readonly Observation[]): readonly Observation[] {
  return [
    ...new Map(
      observations.map((each) => [`${each.rule} ${printPlace(each.place)} ${each.expected}`, each] as const).reverse(),
    ).values(),
  ].reverse();
}
