import type { Contract, Operation, PlatformFacts } from '../contract/contract.ts';
import { hashText } from '../core/hash.ts';
import { plannedSteps, probeOf, type Case, type Sequence } from './case.ts';

/**
 * Marks the cases that another case stands for. Operations of one service with the same security requirement are behind one gate,
 * and a gate decides alike for all of them: each way to be wrong is tried at one of its operations, a different one for each way.
 * A covered case is sent only where the one that stands for it deviates, or cannot be judged.
 *
 * What one operation can get wrong by itself is never covered: whether nobody and a made-up token are kept out, whether each kind
 * of credential is let in or kept out, and whose things are reached. See docs/decisions/0004-covering-gates.md.
 */
export function coverByGate(contract: Contract, sequences: readonly Sequence[]): readonly Sequence[] {
  const sharers = new Map<string, Case[]>();
  for (const testCase of sequences.flatMap(({ cases }) => cases)) {
    const key = sharedTrial(contract, testCase);
    if (key === undefined || plannedSteps(testCase).length === 0) continue;
    sharers.set(key, [...(sharers.get(key) ?? []), testCase]);
  }
  const coveredBy = new Map<string, string>();
  for (const cases of sharers.values()) {
    const tried = selectTried(cases);
    for (const { id } of cases) if (tried !== undefined && id !== tried.id) coveredBy.set(id, tried.id);
  }
  return sequences.map((sequence) => ({
    ...sequence,
    cases: sequence.cases.map((testCase) => {
      const by = coveredBy.get(testCase.id);
      return by === undefined ? testCase : { ...testCase, coveredBy: by };
    }),
  }));
}

/** A key that cases share if one of them tells as much as all; undefined for a case that only its own operation can answer. */
function sharedTrial(contract: Contract, testCase: Case): string | undefined {
  const operation = contract.operation(testCase.operationId);
  if (operation === undefined || !isAboutGate(contract.platform, operation, testCase)) return undefined;
  const isOfGate = probeOf(testCase).expectation.kind !== 'unrouted';
  const requirement = operation.security.map(({ schemes }) => [...schemes].sort());
  // Which methods are routed is decided before any gate.
  return JSON.stringify([operation.service, isOfGate ? requirement : [], wayOf(testCase)]);
}

/** Names a way to be wrong. What is implied by another way is shown by that one. */
function wayOf({ family, variant, impliedBy }: Case): string {
  return `${family}/${impliedBy ?? variant}`;
}

/**
 * Selects the case that is sent. Each way is tried at another operation. Ways through another address, method or spelling of the path
 * stay together, since what they are answered is compared.
 */
function selectTried(cases: readonly Case[]): Case | undefined {
  const telling = cases.filter(({ impliedBy }) => impliedBy === undefined);
  const candidates = telling.length > 0 ? telling : cases;
  const [first] = candidates;
  if (first === undefined) return undefined;
  const way = probeOf(first).outside === true ? first.family : wayOf(first);
  return candidates[Number.parseInt(hashText(way).slice(0, 8), 16) % candidates.length];
}

function isAboutGate(platform: PlatformFacts, operation: Operation, testCase: Case): boolean {
  switch (testCase.family) {
    case 'credential-variants':
    case 'ways-around':
    case 'routing':
      return true;
    case 'wrong-owner':
      // Compared with a thing that nobody has: about whose thing it is.
      return probeOf(testCase).expectation.kind === 'refused' && testCase.steps.length === 1;
    case 'tier-matrix':
      return isOneMoreOfItsKind(platform, operation, testCase);
    case 'conformance':
      return false;
  }
}

/** Whether a caller holds a kind of credential that the operation does not take, and another caller with that kind is tried there. */
function isOneMoreOfItsKind({ callers }: PlatformFacts, operation: Operation, testCase: Case): boolean {
  const tier = callers.find(testCase.tier);
  if (tier === undefined || tier.holds.length === 0 || probeOf(testCase).expectation.kind !== 'refused') return false;
  const named = new Set(operation.security.flatMap(({ schemes }) => schemes));
  if (tier.holds.some(({ scheme }) => named.has(scheme))) return false;
  return tier.holds.length > 1 || callers.firstOfItsKind(tier) !== tier;
}
