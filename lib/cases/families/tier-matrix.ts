import { holdsOther, type Tier } from '../../contract/callers.ts';
import type { Operation } from '../../contract/contract.ts';
import { defined } from '../../core/defined.ts';
import { expectAccess } from '../access.ts';
import { buildCase } from '../case-builder.ts';
import type { Case, Expectation } from '../case.ts';
import type { CaseFamily, PlanContext } from '../plan-context.ts';
import { probeEffect, probeReach, probeRequest, subjectOfProbe } from '../security-probe.ts';

/**
 * Each operation with each credential. One harmless request per operation, sent by every tier in turn, so that answers
 * can be compared; only where ownership shows nowhere else it is aimed at a thing that the run made for it.
 */
export const tierMatrix: CaseFamily = {
  id: 'tier-matrix',
  title: 'every operation with every credential',
  group: 'security',
  casesOf: (context, operation) => inOrder(context, operation).map((tier) => cellOf(context, operation, tier)),
};

/** The tiers; the one whose token belongs to what the probe changes is first, since the others who get in may end the token. */
function inOrder(context: PlanContext, operation: Operation): readonly Tier[] {
  const { secrets = {} } = subjectOfProbe(context, operation) ?? {};
  const isEnded = ({ holds }: Tier): boolean => holds.some(({ secret }) => secret in secrets);
  const { list } = context.contract.platform.callers;
  return [...list.filter(isEnded), ...list.filter((tier) => !isEnded(tier))];
}

function cellOf(context: PlanContext, operation: Operation, tier: Tier): Case {
  const entry = context.entry(operation);
  const expectation = expectAccess({
    contract: context.contract,
    operation,
    entry,
    tier,
    deviations: context.data.deviations,
  });
  const foreign = isForeign(tier, expectation) ? entry.probe.foreign : undefined;
  const request = probeRequest(context, operation, tier.id, foreign?.path);
  return buildCase(context, {
    operation,
    entry,
    family: 'tier-matrix',
    variant: tier.id,
    title: `${describeExpectation(expectation)} ${tier.title}`,
    as: tier.id,
    clause: operation.securityPointer,
    request,
    expectation,
    effect: probeEffect(entry),
    reach: foreign === undefined ? probeReach(entry) : 'own',
    ...defined({ subject: subjectOfProbe(context, operation) }),
    ...(foreign === undefined ? {} : { fixtures: foreign.fixtures, then: foreign.then ?? [] }),
  });
}

/** Credentials that are good, but for something else than what is asked for. */
function isForeign(tier: Tier, expectation: Expectation): boolean {
  const isSomebodyElse = tier.membership !== undefined || holdsOther(tier);
  return (
    isSomebodyElse &&
    expectation.kind === 'refused' &&
    (expectation.rule === 'auth.object-level' || expectation.rule === 'tenant.cross')
  );
}

function describeExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'accepted':
    case 'success':
      return 'accepts';
    case 'either':
      return 'accepts or refuses';
    case 'mirrors':
      return 'mirrors';
    case 'refused':
    case 'unrouted':
    case 'unauthenticated':
    case 'error':
      return 'refuses';
  }
}
