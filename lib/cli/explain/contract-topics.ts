import { expectAccess } from '../../cases/access.ts';
import { toVariable } from '../../cases/case-builder.ts';
import { probeOf, type Case, type Expectation, type Step } from '../../cases/case.ts';
import { createEntryLookup } from '../../cases/parse-conformance-data.ts';
import { renderCurl } from '../../cases/reproduce.ts';
import type { Contract, Operation } from '../../contract/contract.ts';
import { isOpen } from '../../contract/security.ts';
import type { Tier } from '../../contract/tier.ts';
import { TIERS } from '../../contract/tiers/select-tiers.ts';
import type { Inputs } from '../../run/load-inputs.ts';
import { describeExpectation } from '../describe-expectation.ts';
import { HOW_TO_GET } from '../how-to-get.ts';
import { referToRule } from './known-topics.ts';
import type { CaseTopic, OperationTopic, TierTopic } from './topic.ts';

/** A tier: what it holds, and on how much of the contract it is let in. */
export function explainTier(inputs: Inputs, tier: Tier): TierTopic {
  const { operations } = inputs.contract;
  const access = operations.map((operation) => ({ id: operation.id, kind: accessOf(inputs, operation, tier) }));
  return {
    kind: 'tier',
    id: tier.id,
    title: tier.title,
    holds: tier.holds.map(({ scheme, secret }) => ({
      scheme,
      variable: toVariable(secret),
      howToGet: howToGet(secret),
    })),
    letsIn: access.filter(({ kind }) => kind === 'accepted').map(({ id }) => id),
    undecided: access.filter(({ kind }) => kind === 'either').map(({ id }) => id),
    operations: operations.length,
  };
}

/** An operation as the contract has it, and whom it lets in. `cases` are what a run sends to it. */
export function explainOperation(inputs: Inputs, operation: Operation, cases: readonly Case[]): OperationTopic {
  const access = TIERS.map((tier) => ({ id: tier.id, kind: accessOf(inputs, operation, tier) }));
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

/** A case of the plan: every request of it, what each is expected to come to, and what is reported when it does not. */
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

/** A tier may hold a secret that no variable configures. */
function howToGet(secret: string): string {
  return new Map<string, string>(Object.entries(HOW_TO_GET)).get(secret) ?? '';
}

function positionOf(contract: Contract, pointer: string): string {
  const { file, line } = contract.positionOf(pointer);
  return `${file}:${line}`;
}
