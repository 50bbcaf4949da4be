import type { Operation } from '../../contract/contract.ts';
import { isOpen } from '../../contract/security.ts';
import { defined } from '../../core/defined.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { placeholderOf, secretName } from '../../core/names.ts';
import { satisfiedAlternative } from '../access.ts';
import { jsonContentOf } from '../bodies.ts';
import type { Case, RequestTemplate } from '../case.ts';
import { unknownThing } from '../operation-entry.ts';
import { type CaseFamily, credentialHeaders, type PlanContext, rightfulTier, senderOf } from '../plan-context.ts';
import { buildSecurityCase, probeRequest, subjectOfProbe } from '../security-probe.ts';
import { carriedBy, type CredentialVariant, variantsOf, variantsOfOpen } from './wrong-credentials.ts';

/**
 * Every way in which a credential can be wrong: spelled, carried, doubled, halved, revoked or expired. The probe is the one
 * of the matrix, so that its answers can be compared.
 */
export const credentialVariants: CaseFamily = {
  id: 'credential-variants',
  title: 'every way in which a credential can be wrong',
  group: 'security',
  casesOf: (context, operation) =>
    isOpen(operation)
      ? openCases(context, operation)
      : [
          ...spelledCases(context, operation),
          ...crossedCases(context, operation),
          ...spentCases(context, operation),
          ...orderCases(context, operation),
        ],
};

function openCases(context: PlanContext, operation: Operation): readonly Case[] {
  const base = probeRequest(context, operation, 'anonymous');
  return variantsOfOpen(context.contract, operation).map((variant) =>
    buildSecurityCase(context, operation, {
      family: 'credential-variants',
      variant: `open-${variant.id}`,
      title: `answers all the same to ${variant.title}`,
      as: 'anonymous',
      request: { ...base, headers: [...base.headers, ...variant.headers] },
      expectation: { kind: 'accepted', statuses: context.entry(operation).probe.answers },
    }),
  );
}

function spelledCases(context: PlanContext, operation: Operation): readonly Case[] {
  const { contract } = context;
  const as = rightfulTier(contract, operation);
  const tier = contract.platform.callers.find(as);
  if (as === undefined || tier === undefined) return [];
  const alternative = satisfiedAlternative(contract, operation, tier);
  const carried =
    alternative === undefined
      ? undefined
      : carriedBy(contract, alternative, (scheme) => tier.holds.find((held) => held.scheme === scheme)?.secret);
  const base = probeRequest(context, operation, as);
  const hasBody = base.body?.kind === 'json' && isJsonObject(base.body.value) && jsonContentOf(operation) !== undefined;
  return variantsOf(contract, operation, carried ?? [], hasBody).map((variant) =>
    spelledCase(context, operation, { as, base, variant }),
  );
}

function spelledCase(
  context: PlanContext,
  operation: Operation,
  { as, base, variant }: { as: string; base: RequestTemplate; variant: CredentialVariant },
): Case {
  const kept = withoutCredential(context, operation, as, base);
  const { bodyMember } = variant;
  const body =
    bodyMember === undefined || base.body?.kind !== 'json' || !isJsonObject(base.body.value)
      ? base.body
      : { kind: 'json' as const, value: { ...base.body.value, [bodyMember[0]]: bodyMember[1] } as JsonValue };
  return buildSecurityCase(context, operation, {
    family: 'credential-variants',
    variant: variant.id,
    title: `refuses ${variant.title}`,
    as: variant.holder ?? as,
    request: {
      ...kept,
      headers: [...kept.headers, ...variant.headers],
      query: [...base.query, ...(variant.query ?? [])],
      ...defined({ body }),
    },
    expectation: {
      kind: 'refused',
      statuses: [401, 403],
      // A request that is malformed as HTTP may be turned away as that.
      orTurnedAway: [400],
      rule: variant.rule,
      attack: `${variant.attack} (${operation.id})`,
      ...defined({ severity: variant.severity }),
    },
  });
}

/** The same request with everything that carries a credential taken out. */
function withoutCredential(
  context: PlanContext,
  operation: Operation,
  as: string,
  request: RequestTemplate,
): RequestTemplate {
  const carried = credentialHeaders(context.contract, operation, senderOf(context, as), context.data.deviations).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return { ...request, headers: request.headers.filter(([name, value]) => !carried.includes(`${name}: ${value}`)) };
}

/** The secrets of tiers that carry them elsewhere, sent as a bearer: the matrix sends each in its own carrier. */
function crossedCases(context: PlanContext, operation: Operation): readonly Case[] {
  const { contract, data } = context;
  const takesBearer = operation.security.some((alternative) =>
    alternative.schemes.some((name) => contract.securitySchemes.get(name)?.kind === 'bearer'),
  );
  const as = rightfulTier(contract, operation);
  if (!takesBearer || as === undefined) return [];
  const base = withoutCredential(context, operation, as, probeRequest(context, operation, as));
  const { list, firstOfItsKind } = contract.platform.callers;
  return list.flatMap((tier) => {
    const [held, second] = tier.holds;
    if (
      held === undefined ||
      second !== undefined ||
      held.holder !== 'own' ||
      contract.securitySchemes.get(held.scheme)?.kind === 'bearer'
    )
      return [];
    const isKnown = Object.values(data.deviations).some(
      (deviation) => deviation.tier === tier.id && deviation.service === operation.service,
    );
    if (isKnown) return [];
    const first = firstOfItsKind(tier);
    return [
      buildSecurityCase(context, operation, {
        family: 'credential-variants',
        variant: `${tier.id}-as-bearer`,
        ...(first === tier ? {} : { impliedBy: `${first.id}-as-bearer` }),
        title: `refuses the ${tier.title} as a bearer`,
        as: tier.id,
        request: {
          ...base,
          headers: [...base.headers, ['Authorization', `Bearer ${placeholderOf(secretName(held.secret))}`]],
        },
        expectation: {
          kind: 'refused',
          statuses: [401, 403],
          rule: 'auth.wrong-tier-accepted',
          attack: `whoever holds the ${tier.title} reaches ${operation.id} by sending it as a bearer`,
        },
      }),
    ];
  });
}

/** Credentials that were right once: a key that was revoked, the token of a workspace that was deleted. */
function spentCases(context: PlanContext, operation: Operation): readonly Case[] {
  return Object.entries(context.data.spent).flatMap(([id, spent]) => {
    const isNamed =
      satisfiedAlternative(context.contract, operation, { holds: [{ scheme: spent.scheme }] }) !== undefined;
    if (!isNamed) return [];
    const subject = subjectOfProbe(context, operation);
    const secrets = { ...subject?.secrets, [spent.inPlaceOf]: spent.secret };
    return [
      buildSecurityCase(context, operation, {
        family: 'credential-variants',
        variant: id,
        title: `refuses ${spent.title}`,
        as: spent.like,
        request: probeRequest(context, operation, spent.like, {}, { ...subject, secrets }),
        expectation: {
          kind: 'refused',
          statuses: [401, 403],
          rule: 'auth.revoked-accepted',
          attack: `${spent.title} still opens ${operation.id}`,
        },
      }),
    ];
  });
}

/** Sent without a credential and wrong besides: the credential has to be missed first. */
function orderCases(context: PlanContext, operation: Operation): readonly Case[] {
  const base = probeRequest(context, operation, 'anonymous');
  const cases: Case[] = [];
  const add = (variant: string, because: string, request: RequestTemplate): void => {
    cases.push(
      buildSecurityCase(context, operation, {
        family: 'credential-variants',
        variant,
        title: `asks for a credential before it looks at ${because}`,
        as: 'anonymous',
        request,
        expectation: { kind: 'unauthenticated', statuses: [401, 403], because },
      }),
    );
  };
  if (jsonContentOf(operation) !== undefined) {
    const headers = base.headers.some(([name]) => name === 'Content-Type')
      ? base.headers
      : [...base.headers, ['Content-Type', 'application/json'] as const];
    add('order-bad-body', 'the body', { ...base, headers, body: { kind: 'text', text: '{"conformance": ' } });
  }
  const last = operation.parameters.filter((parameter) => parameter.in === 'path').at(-1);
  if (last !== undefined) {
    const unknown = probeRequest(context, operation, 'anonymous', { [last.name]: unknownThing(last) });
    add('order-unknown-thing', 'whether the thing exists', unknown);
  }
  return cases;
}
