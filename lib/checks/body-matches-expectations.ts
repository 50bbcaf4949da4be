import { isSuccess } from '../exchange/status.ts';
import { declaredContent } from './answer-facts.ts';
import { VIOLATION_RULES } from '../contract/schema-violations.ts';
import { createPlacer } from './body-place.ts';
import { distinct, seenOf } from './body-matches-schema.ts';
import { judgeBy, PASSED, skip, unsupported, type Check } from './check.ts';

/** The body satisfies what we expect beyond the contract (`spec/expectations.overlay.yaml`). Only asked when the contract itself holds. */
export const bodyMatchesExpectations: Check = {
  id: 'body-matches-expectations',
  title: 'The body is as expected beyond the contract',
  clause: 'spec/expectations.overlay.yaml',
  rules: VIOLATION_RULES.map((name) => `expectation.${name}` as const),
  evaluate: (context) => {
    const { answer, contract, judgeExpectation } = context;
    const schemaPointer = declaredContent(context)?.schemaPointer;
    if (
      judgeExpectation === undefined ||
      schemaPointer === undefined ||
      answer.body.kind !== 'json' ||
      !isSuccess(answer.status)
    )
      return skip('nothing more is expected');
    const { value, text } = answer.body;
    if (contract.judge(schemaPointer, value, text).kind !== 'valid')
      return skip('the contract itself is not satisfied');
    const verdict = judgeExpectation(schemaPointer, value, text);
    if (verdict.kind === 'valid') return PASSED;
    if (verdict.kind === 'unsupported') return unsupported(verdict.reason);
    const place = createPlacer(contract, schemaPointer);
    return judgeBy(
      distinct(
        verdict.violations.map((violation) => ({
          rule: `expectation.${violation.rule}`,
          place: { kind: 'body', status: answer.status, pointer: place(value, violation.instancePath) },
          clause: schemaPointer,
          expected: violation.expected,
          seen: seenOf(context, value, violation),
        })),
      ),
    );
  },
};
