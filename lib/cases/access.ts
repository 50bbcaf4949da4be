import { exactResponseFor, type Contract, type Operation, type SecurityAlternative } from '../contract/contract.ts';
import { credentialSchemesOf, isOpen } from '../contract/security.ts';
import type { RuleId } from '../rules/rules.ts';
import type { Expectation } from './case.ts';
import type { ConformanceData, OperationEntry } from './operation-data.ts';
import type { HeldCredential, Tier } from '../contract/callers.ts';

/** The statuses that refuse a known caller. The rules of the contract allow both, whatever an operation declares. */
const REFUSED = [401, 403];
const HIDDEN = [403, 404];

interface AccessQuestion {
  readonly contract: Contract;
  readonly operation: Operation;
  readonly entry: OperationEntry;
  readonly tier: Tier;
  readonly deviations: ConformanceData['deviations'];
}

/**
 * Whether a tier is let in, computed from the contract's `security` (OR over alternatives, AND within one), the open
 * operations, the membership rules of sessions and the deviations that are known.
 */
export function expectAccess(question: AccessQuestion): Expectation {
  const { contract, operation, entry, tier } = question;
  const accepted: Expectation = { kind: 'accepted', statuses: entry.probe.answers };
  if (isOpen(operation)) return accepted;
  const alternative = satisfiedAlternative(contract, operation, tier);
  if (alternative === undefined) return knownDeviation(question) ?? refusal(question);
  if (tier.holds.some((held) => isForeign(held, alternative))) return refuseForeigner(operation, tier);
  return tier.membership === undefined ? accepted : expectSession(question, accepted);
}

/** The first alternative whose credential schemes the tier all holds, whoever's they are. */
export function satisfiedAlternative(
  contract: Contract,
  operation: Operation,
  holder: { readonly holds: readonly { readonly scheme: string }[] },
): SecurityAlternative | undefined {
  const held = new Set(holder.holds.map((credential) => credential.scheme));
  return operation.security.find((alternative) =>
    credentialSchemesOf(alternative, contract).every((scheme) => held.has(scheme)),
  );
}

function isForeign(held: HeldCredential, alternative: SecurityAlternative): boolean {
  return held.holder === 'other' && alternative.schemes.includes(held.scheme);
}

function expectSession(question: AccessQuestion, accepted: Expectation): Expectation {
  const { operation, entry, tier } = question;
  const access = entry.access;
  if (tier.membership === 'owner' || access === 'any-session') return accepted;
  if (tier.membership === 'member' && access === 'member') return accepted;
  const refusals = declaredOf(operation, HIDDEN) ?? REFUSED;
  const isClear = access === 'owner' || (tier.membership === 'stranger' && access !== undefined);
  if (!isClear) {
    return {
      kind: 'either',
      statuses: entry.probe.answers,
      refusals,
      because: `the contract does not say whether a ${tier.membership ?? 'caller'} may do this`,
    };
  }
  return {
    kind: 'refused',
    statuses: refusals,
    rule: 'auth.object-level',
    attack: `anybody who can sign in reaches an org that is not theirs through ${operation.id}`,
  };
}

function refuseForeigner(operation: Operation, tier: Tier): Expectation {
  const isWorkspace = tier.holds.some((held) => held.scheme === 'workspaceToken');
  return {
    kind: 'refused',
    statuses: REFUSED,
    rule: isWorkspace ? 'auth.object-level' : 'tenant.cross',
    attack: isWorkspace
      ? `whoever runs one workspace reaches every other workspace of the org through ${operation.id}`
      : `whoever administers one tenant reaches other tenants through ${operation.id}`,
  };
}

function knownDeviation(question: AccessQuestion): Expectation | undefined {
  const { operation, tier, deviations, contract } = question;
  const found = Object.entries(deviations).find(
    ([, deviation]) =>
      deviation.tier === tier.id &&
      deviation.service === operation.service &&
      satisfiedAlternative(contract, operation, { holds: [{ scheme: deviation.scheme }] }) !== undefined,
  );
  if (found === undefined) return undefined;
  return {
    kind: 'either',
    statuses: question.entry.probe.answers,
    refusals: REFUSED,
    because: found[1].reason,
    deviation: found[0],
  };
}

function refusal(question: AccessQuestion): Expectation {
  const { contract, operation, tier } = question;
  const statuses = tier.holds.length === 0 ? [401] : REFUSED;
  const held = new Set(tier.holds.map((credential) => credential.scheme));
  const isHalf = operation.security.some((alternative) => {
    const schemes = credentialSchemesOf(alternative, contract);
    return schemes.length > 1 && schemes.some((scheme) => held.has(scheme));
  });
  return { kind: 'refused', statuses, ...describeBreach(operation, tier, isHalf) };
}

function describeBreach(operation: Operation, tier: Tier, isHalf: boolean): { rule: RuleId; attack: string } {
  if (tier.garbage === true) {
    return { rule: 'auth.invalid-accepted', attack: `any made-up token opens ${operation.id}` };
  }
  if (tier.holds.length === 0) {
    return { rule: 'auth.anonymous-accepted', attack: `anybody on the network can call ${operation.id}` };
  }
  if (isHalf) {
    return { rule: 'auth.and-half-accepted', attack: `one half of the credential pair is enough for ${operation.id}` };
  }
  return {
    rule: 'auth.wrong-tier-accepted',
    attack: `whoever holds the ${tier.title} can call ${operation.id}, which the contract keeps from them`,
  };
}

function declaredOf(operation: Operation, statuses: readonly number[]): readonly number[] | undefined {
  const declared = statuses.filter((status) => exactResponseFor(operation, status) !== undefined);
  return declared.length > 0 ? declared : undefined;
}
