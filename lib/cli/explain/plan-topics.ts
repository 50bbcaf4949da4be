import { probeOf, type Case } from '../../cases/case.ts';
import type { CaseFamily } from '../../cases/family.ts';
import { renderCurl } from '../../cases/reproduce.ts';
import type { Inputs } from '../../run/load-inputs.ts';
import { describeExpectation } from '../describe-expectation.ts';
import { referToRule } from './known-topics.ts';
import type { DeviationTopic, FamilyTopic, Reference, VariantTopic } from './topic.ts';

/** Names of variants are words of their own only where all operations share them: those made from schemas are not. */
export function variantsOf(cases: readonly Case[]): readonly Reference[] {
  const titles = new Map<string, string>();
  for (const { family, variant, title } of cases)
    if (family !== 'conformance' && family !== 'tier-matrix' && !titles.has(variant)) titles.set(variant, title);
  return [...titles].map(([id, title]) => ({ id, title }));
}

/** A family of cases, with the ways in which they vary. */
export function explainFamily({ id, title }: CaseFamily, all: readonly Case[]): FamilyTopic {
  const cases = all.filter(({ family }) => family === id);
  return { kind: 'family', id, title, cases: cases.length, variants: variantsOf(cases) };
}

/** A way to be wrong or a way around: what is sent, what it has to come to, and what it is good for where it gets in. */
export function explainVariant(variant: string, all: readonly Case[]): VariantTopic | undefined {
  const cases = all.filter((testCase) => testCase.variant === variant);
  const [first] = cases;
  if (first === undefined || !variantsOf(cases).some(({ id }) => id === variant)) return undefined;
  const { expectation, request } = probeOf(first);
  const rules = new Set(
    cases.flatMap((testCase) => {
      const expected = probeOf(testCase).expectation;
      return 'rule' in expected && expected.rule !== undefined ? [expected.rule] : [];
    }),
  );
  return {
    kind: 'variant',
    id: variant,
    title: first.title,
    family: first.family,
    expects: describeExpectation(expectation),
    rules: [...rules].map(referToRule),
    ...(expectation.kind === 'refused' ? { attack: expectation.attack } : {}),
    operations: cases.map(({ operationId }) => operationId),
    example: { caseId: first.id, reproduce: renderCurl(request) },
  };
}

/** Something that the platform is known to do otherwise than the contract says. */
export function explainDeviation({ data }: Inputs, id: string, file: string): DeviationTopic | undefined {
  const deviation = data.deviations[id];
  if (deviation === undefined) return undefined;
  return {
    kind: 'deviation',
    id,
    title: deviation.reason,
    tier: deviation.tier,
    service: deviation.service === 'cp' ? 'control plane' : 'tenant',
    file,
  };
}
