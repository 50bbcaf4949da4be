import { ANONYMOUS, MADE_UP_CALLER, type Tier } from '../contract/callers.ts';
import type { Operation, SecurityScheme } from '../contract/contract.ts';
import { defined } from '../core/defined.ts';
import { kindOf, secretName, toVariable } from '../core/names.ts';
import { expectAccess } from './access.ts';
import { namesIn } from './bind.ts';
import { plannedSteps, type Case, type Sequence, type SequenceGroup, type RequestTemplate } from './case.ts';
import { coverByGate } from './cover.ts';
import { rightfulTier, type PlanContext } from './plan-context.ts';
import { describeUses, keepWithinQuotas, type QuotaUse } from './quotas.ts';
import { probeReach, probeRequest } from './security-probe.ts';
import { isInScope, narrowContract } from './scope.ts';
import { matchesCase, matchesOperation, type Selection } from './selection.ts';

/** A call that a credential opens, and what its answer has to be for that to be shown. */
export interface ProofCall {
  readonly operationId: string;
  readonly request: RequestTemplate;
  /** The same request without a credential: an answer that it gets as well shows nothing. */
  readonly nobody: RequestTemplate;
  /** Statuses that show that the caller was let in. */
  readonly answers: readonly number[];
  /** Set where it touches nothing even when it is carried out, so that it may be sent again when its answer is lost. */
  readonly isRepeatable: boolean;
}

/** A call that shows a tier's credential at work before its answers count for anything. */
export interface PreflightProbe extends ProofCall {
  /** Id of the tier or persona. */
  readonly tier: string;
  /** Names of the secrets that it holds: `orgApiKey`. */
  readonly secrets: readonly string[];
  /** Tried in turn where the first operation does not let it in: it may be that one that drifts, and not the credential. */
  readonly otherwise: readonly ProofCall[];
  /** Set where the credential is not at hand. */
  readonly missing?: readonly string[];
  /** Set where no call can show it, and why; then none is sent. */
  readonly unprovable?: string;
}

/** Everything that a run sends, as data. */
export interface Plan {
  readonly preflight: readonly PreflightProbe[];
  readonly sequences: readonly Sequence[];
  /** Operations that the data beside the contract does not describe. */
  readonly guessed: readonly string[];
  /** How many requests a conforming deployment gets, by operation id; preflight included. */
  readonly requestsPerOperation: Readonly<Record<string, number>>;
  readonly requests: number;
  /** The uses of each quota, as sentences. */
  readonly quotaUses: readonly string[];
}

/** The requests of a run before its first case, as far as the plan depends on them. */
interface Before {
  /** Their uses of quotas. */
  readonly uses?: QuotaUse;
  /** Names of the configured secrets that it rests on: they are shown to work, whatever the cases send. */
  readonly secrets?: readonly string[];
}

/** Makes the plan: one sequence per operation and family, cases in a fixed order. Sends nothing. */
export function createPlan(context: PlanContext, selection: Selection, before: Before = {}): Plan {
  return arrangePlan(context, gatherCases(context, selection), {
    ...before,
    ...defined({ isExhaustive: selection.isExhaustive }),
  });
}

/** Gathers the cases of the selection, one sequence per operation and group of families. */
export function gatherCases(context: PlanContext, selection: Selection): readonly Sequence[] {
  const { operations } = narrowContract(context.contract, context.scope);
  return GROUPS.flatMap((group) =>
    operations
      .filter((operation) => matchesOperation(selection.only, operation))
      .map((operation) => ({
        id: `${operation.id}/${group}`,
        operationId: operation.id,
        group,
        cases: selectCases(
          context,
          context.families
            .filter((family) => family.group === group)
            .flatMap((family) => family.casesOf(context, operation))
            .filter((testCase) => isInScope(context.scope, testCase)),
          selection,
        ),
      })),
  ).filter((sequence) => sequence.cases.length > 0);
}

/** What gathered cases are arranged by. */
interface Arrangement extends Before {
  /** Nothing is covered by a case of the same gate. */
  readonly isExhaustive?: boolean;
}

/** Makes the plan of gathered cases: what can be shown to work, what fits the quotas, and which cases stand for others. */
export function arrangePlan(context: PlanContext, gathered: readonly Sequence[], arrangement: Arrangement = {}): Plan {
  const { uses: before = new Map<string, number>(), secrets: shown = [] } = arrangement;
  const proofs = [...context.contract.platform.callers.list, ...personasOf(context)].flatMap((tier) =>
    preflightOf(context, tier),
  );
  const provable = gathered.map((sequence) => ({
    ...sequence,
    cases: sequence.cases.map((testCase) => withholdUnprovable(testCase, proofs)),
  }));
  const { sequences: kept, uses } = keepWithinQuotas(context.data, provable, before);
  const sequences = arrangement.isExhaustive === true ? kept : coverByGate(context.contract, kept);
  const tiers = tiersToProve(sequences);
  const preflight = proofs.filter(
    ({ tier, secrets }) => tiers.has(tier) || secrets.every((name) => shown.includes(name)),
  );
  const requestsPerOperation = countRequests(sequences, preflight);
  return {
    preflight,
    sequences,
    guessed: narrowContract(context.contract, context.scope)
      .operations.map((operation) => operation.id)
      .filter((id) => context.data.operations[id] === undefined),
    requestsPerOperation,
    requests: Object.values(requestsPerOperation).reduce((sum, count) => sum + count, 0),
    quotaUses: describeUses(context.data, uses),
  };
}

/** Ids of the tiers whose credentials have to be shown at work first: those that send a case, and those that own a column. */
function tiersToProve(sequences: readonly Sequence[]): ReadonlySet<string> {
  const cases = sequences.flatMap((sequence) => sequence.cases);
  return new Set([
    ...cases.filter((testCase) => testCase.withheld === undefined).flatMap(sendersOf),
    // A column that cannot be shown says so, even where none of its cells is sent.
    ...cases.filter((testCase) => testCase.family !== 'conformance').map((testCase) => testCase.tier),
  ]);
}

/** Ids of the tiers whose credentials a case rests on: of its probe, its fixtures and the looks at its effect. */
export function sendersOf({ tier, steps }: Case): readonly string[] {
  return [...new Set([tier, ...steps.map((step) => step.tier)])];
}

/** Withholds a case that rests on a credential which cannot be shown to work: its answers would prove nothing. */
function withholdUnprovable(testCase: Case, preflight: readonly PreflightProbe[]): Case {
  if (testCase.withheld !== undefined) return testCase;
  const senders = sendersOf(testCase);
  const [reason] = preflight.flatMap((probe) => (senders.includes(probe.tier) ? (whyUnproven(probe) ?? []) : []));
  return reason === undefined ? testCase : { ...testCase, withheld: { gap: 'gap.credential-unproven', reason } };
}

/** Why a credential cannot be shown to work, where that is known before anything is sent. */
export function whyUnproven({ missing, unprovable }: PreflightProbe): string | undefined {
  if (missing === undefined) return unprovable;
  return `the credential is not at hand: ${missing.map(toVariable).join(', ')} is not configured and could not be derived`;
}

const GROUPS: readonly SequenceGroup[] = ['conformance', 'security'];

/** The cases that were selected, and the cells of the matrix that their answers are compared with. */
function selectCases(context: PlanContext, cases: readonly Case[], selection: Selection): readonly Case[] {
  const selected = cases.filter((testCase) => matchesCase(selection, testCase));
  if (selected.length === 0 || selected.length === cases.length) return selected;
  const needsReferences = selected.some((testCase) => testCase.family !== 'conformance');
  if (!needsReferences) return selected;
  const senders = new Set(selected.map(({ tier }) => tier));
  return cases.filter(
    (testCase) => selected.includes(testCase) || isReference(context, testCase) || isOwnCell(testCase, senders),
  );
}

/** Whether a case is the cell of a caller who sends a selected case: where it gets in with less, the selected case follows from it. */
function isOwnCell({ family, tier }: Case, senders: ReadonlySet<string>): boolean {
  return family === 'tier-matrix' && senders.has(tier);
}

/** Whether a case is one of the cells that other answers are compared with: anonymous, a made-up credential, the rightful caller. */
function isReference(context: PlanContext, testCase: Case): boolean {
  const operation = context.contract.operation(testCase.operationId);
  if (testCase.family !== 'tier-matrix' || operation === undefined) return false;
  return [ANONYMOUS.id, MADE_UP_CALLER.id, rightfulTier(context.contract, operation)].includes(testCase.tier);
}

function countRequests(sequences: readonly Sequence[], preflight: readonly PreflightProbe[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (operationId: string) => {
    counts[operationId] = (counts[operationId] ?? 0) + 1;
  };
  const provable = preflight.filter((probe) => whyUnproven(probe) === undefined);
  for (const { operationId } of provable) add(operationId);
  for (const { operationId } of new Map(provable.map((probe) => [keyOfNobody(probe), probe])).values())
    add(operationId);
  for (const sequence of sequences)
    for (const testCase of sequence.cases) for (const step of plannedSteps(testCase)) add(step.request.operationId);
  return counts;
}

/** Key for caching the anonymous baseline answer, shared by all credentials that are compared with it. */
export function keyOfNobody({ nobody }: ProofCall): string {
  return JSON.stringify(nobody);
}

/** The personas of the data as tiers. Those with a session cookie count as strangers to the org. */
function personasOf({ contract, data }: PlanContext): readonly Tier[] {
  return Object.entries(data.personas).map(([id, { title, holds }]) => {
    const isPerson = holds.some(({ scheme }) => isCookie(contract.securitySchemes.get(scheme)));
    return {
      id,
      title,
      holds: holds.map((held) => ({ ...held, holder: 'own' })),
      ...(isPerson ? { membership: 'stranger' } : {}),
    };
  });
}

function isCookie(scheme: SecurityScheme | undefined): boolean {
  return scheme?.kind === 'apiKey' && scheme.in === 'cookie';
}

/**
 * Finds the probe that shows a tier's credentials at work; none for a tier that holds nothing. Takes the first operation that
 * lets the tier in for everything it holds: reads first, and for a person operations that depend on their membership first.
 * A credential that is good for something else is tried there.
 */
function preflightOf(context: PlanContext, tier: Tier): readonly PreflightProbe[] {
  if (tier.holds.length === 0 || tier.holds.some(({ secret }) => context.scope.lacks(secretName(secret)))) return [];
  const own = context.contract.platform.callers.homeOf(tier);
  const home = tier.home ?? {};
  const missingFor = (request: RequestTemplate): readonly string[] =>
    namesIn(request).filter((name) => kindOf(name) !== 'unknown' && !context.available.has(name));
  const candidates = narrowContract(context.contract, context.scope)
    .operations.filter((operation) => isProofFor(context, own, operation))
    .map((operation): ProofCall & { readonly rank: number } => {
      const entry = context.entry(operation);
      const request = probeRequest(context, operation, tier.id, {}, home);
      const isTelling = tier.membership !== undefined && asksMembership(context, operation);
      return {
        operationId: operation.id,
        request,
        nobody: probeRequest(context, operation, ANONYMOUS.id, {}, home),
        answers: entry.probe.answers,
        isRepeatable: probeReach(entry) === 'none',
        rank: (missingFor(request).length > 0 ? 4 : 0) + (entry.effect === 'reads' ? 0 : 2) + (isTelling ? 0 : 1),
      };
    });
  // What would change a thing that other cases judge shows a credential only where nothing else does.
  const harmless = candidates.filter(({ isRepeatable }) => isRepeatable);
  const inOrder = (harmless.length > 0 ? harmless : candidates).sort((left, right) => left.rank - right.rank);
  const [first, ...rest] = inOrder.slice(0, MOST_PROOFS).map(({ rank: _, ...call }): ProofCall => call);
  if (first === undefined) return [];
  const missing = missingFor(first.request);
  return [
    {
      ...first,
      tier: tier.id,
      secrets: tier.holds.map(({ secret }) => secret),
      otherwise: rest,
      ...(missing.length > 0 ? { missing } : isMemberOfNothing(context, tier) ? { unprovable: NO_MEMBERS } : {}),
    },
  ];
}

function asksMembership(context: PlanContext, operation: Operation): boolean {
  return context.entry(operation).access === 'member';
}

/** Whether a member of the org is asked for where there can be none: the contract has no operation that adds one to an org of the run's own. */
function isMemberOfNothing(context: PlanContext, tier: Tier): boolean {
  return tier.membership === 'member' && context.isOwnOrg;
}

const NO_MEMBERS =
  'nobody is a member of an org that the run makes for itself; set ORG_SLUG to the org that MEMBER_SESSION belongs to';

const MOST_PROOFS = 4;

/** Whether the operation opens only to everything that the tier holds, by the contract or by a known deviation. */
function isProofFor(context: PlanContext, tier: Tier, operation: Operation): boolean {
  const { contract, data } = context;
  const expectation = expectAccess({
    contract,
    operation,
    entry: context.entry(operation),
    tier,
    deviations: data.deviations,
  });
  const isLetIn =
    expectation.kind === 'accepted' || (expectation.kind === 'either' && expectation.deviation !== undefined);
  if (!isLetIn || operation.security.length === 0 || context.entry(operation).probe.reach === 'shared') return false;
  const lesser = contract.platform.callers.list.filter(
    (candidate) => candidate.holds.length < tier.holds.length && candidate.holds.length > 0,
  );
  return lesser.every(
    (candidate) =>
      !tier.holds.some((held) => candidate.holds.some((other) => other.secret === held.secret)) ||
      expectAccess({
        contract,
        operation,
        entry: context.entry(operation),
        tier: candidate,
        deviations: data.deviations,
      }).kind === 'refused',
  );
}
