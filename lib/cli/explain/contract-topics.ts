import { expectAccess } from '../../cases/access.ts';
import { probeOf, type Case, type Expectation, type Step } from '../../cases/case.ts';
import { createEntryLookup } from '../../cases/operation-entry.ts';
import type { CaseFamily } from '../../cases/plan-context.ts';
import { renderCurl } from '../../cases/reproduce.ts';
import type { Tier } from '../../contract/callers.ts';
import type { Contract, Operation } from '../../contract/contract.ts';
import { findCredential } from '../../platform/molecule/credentials.ts';
import { isOpen } from '../../contract/security.ts';
import type { Inputs } from '../../setup/read-inputs.ts';
import { referToRule } from './known-topics.ts';
import type {
  CaseTopic,
  DeviationTopic,
  FamilyTopic,
  OperationTopic,
  Reference,
  TierTopic,
  VariantTopic,
} from './topic.ts';

/** Explains a tier: its credentials, and which operations of the contract let it in. */
export function explainTier(inputs: Inputs, tier: Tier): TierTopic {
  const { operations } = inputs.contract;
  const access = operations.map((operation) => ({ id: operation.id, kind: accessOf(inputs, operation, tier) }));
  return {
    kind: 'tier',
    id: tier.id,
    title: tier.title,
    holds: tier.holds.flatMap(({ scheme, secret }) => {
      const credential = findCredential(secret);
      return credential === undefined ? [] : [{ scheme, variable: credential.variable, howToGet: credential.howToGet }];
    }),
    letsIn: access.filter(({ kind }) => kind === 'accepted').map(({ id }) => id),
    undecided: access.filter(({ kind }) => kind === 'either').map(({ id }) => id),
    operations: operations.length,
  };
}

/** Explains an operation of the contract, and which tiers it lets in. `cases` are those that a run sends to it. */
export function explainOperation(inputs: Inputs, operation: Operation, cases: readonly Case[]): OperationTopic {
  const access = inputs.platform.callers.list.map((tier) => ({ id: tier.id, kind: accessOf(inputs, operation, tier) }));
  const entry = createEntryLookup(inputs.data)(operation);
  return {
    kind: 'operation',
    id: operation.id,
    title: operation.summary,
    request: `${operation.method} ${operation.path}`,
    service: operation.service === 'cp' ? 'control plane' : 'tenant',
    tag: operation.tag,
    deprecated: operation.deprecated,
    position: positionOf(inputs.contract, operation.pointer),
    credentials: isOpen(operation) ? [] : operation.security.map(({ schemes }) => schemes.join(' and ')),
    letsIn: access.filter(({ kind }) => kind === 'accepted').map(({ id }) => id),
    undecided: access.filter(({ kind }) => kind === 'either').map(({ id }) => id),
    statuses: operation.responses.map(({ status }) => status),
    effect: entry.effect,
    cases: cases.map(({ id }) => id),
  };
}

/** Explains a case of the plan: its requests, the expected answer to each, and the rule that is reported otherwise. */
export function explainCase(contract: Contract, testCase: Case): CaseTopic {
  const probe = probeOf(testCase);
  const rule = ruleOfExpectation(probe.expectation);
  return {
    kind: 'case',
    id: testCase.id,
    title: testCase.title,
    operationId: testCase.operationId,
    tier: testCase.tier,
    effect: testCase.effect,
    reach: testCase.reach,
    position: positionOf(contract, testCase.clause),
    steps: testCase.steps.map(explainStep),
    ...(rule === undefined ? {} : { rule: referToRule(rule) }),
    ...(testCase.withheld === undefined ? {} : { withheld: testCase.withheld.reason }),
    reproduce: renderCurl(probe.request),
  };
}

function explainStep({ purpose, title, tier, request, expectation }: Step): CaseTopic['steps'][number] {
  return {
    purpose,
    title,
    request: `${request.method} ${request.path} as ${tier}`,
    expects: describeExpectation(expectation),
  };
}

function ruleOfExpectation(expectation: Expectation): string | undefined {
  return 'rule' in expectation ? expectation.rule : undefined;
}

function accessOf({ contract, data }: Inputs, operation: Operation, tier: Tier): Expectation['kind'] {
  const entry = createEntryLookup(data)(operation);
  return expectAccess({ contract, operation, entry, tier, deviations: data.deviations }).kind;
}

function positionOf(contract: Contract, pointer: string): string {
  const { file, line } = contract.positionOf(pointer);
  return `${file}:${line}`;
}

/** Lists the variants with their titles. Leaves out those of single operations, such as the ones generated from schemas. */
export function variantsOf(cases: readonly Case[]): readonly Reference[] {
  const titles = new Map<string, string>();
  for (const { family, variant, title } of cases)
    if (family !== 'conformance' && family !== 'tier-matrix' && !titles.has(variant)) titles.set(variant, title);
  return [...titles].map(([id, title]) => ({ id, title }));
}

/** Explains a family of cases, with its variants. */
export function explainFamily({ id, title }: CaseFamily, all: readonly Case[]): FamilyTopic {
  const cases = all.filter(({ family }) => family === id);
  return { kind: 'family', id, title, cases: cases.length, variants: variantsOf(cases) };
}

/** Explains a variant: what is sent, the expected answer, and what an attacker could do if it is let in. */
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

/** Explains a known deviation of the platform from the contract. */
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

/** Describes an expectation in words that follow "expects", such as `acceptance (200 or 204)`. */
export function describeExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'success':
    case 'error':
      return expectation.statuses.join(' or ');
    case 'accepted':
      return `acceptance (${expectation.statuses.join(' or ')})`;
    case 'unauthenticated':
      return `a request for a credential (${expectation.statuses.join(' or ')})`;
    case 'mirrors':
      return 'the same answer as the original';
    case 'unrouted':
      return 'no success';
    case 'refused':
      return `refusal (${[...expectation.statuses, ...(expectation.orTurnedAway ?? [])].join(' or ') || 'as for what does not exist'})`;
    case 'either':
      return `acceptance (${expectation.statuses.join(' or ')}) or refusal (${expectation.refusals.join(' or ')})`;
  }
}
