import { type AccessReading, describeUnreadable } from '../access/read-access.ts';
import type { Expectation } from '../cases/case.ts';
import { defined } from '../core/defined.ts';
import type { Answer } from '../exchange/exchange.ts';
import { listWords } from '../core/text.ts';
import { isSuccess } from '../exchange/status.ts';
import type { Place } from '../findings/place.ts';
import { type Check, type CheckContext, judgeBy, PASSED, skip } from './check.ts';

type LetIn = Exclude<AccessReading, { kind: 'unknown' }>;
type RefusedExpectation = Extract<Expectation, { kind: 'refused' }>;

/** A credential that the contract does not name gets nobody in (OpenAPI 3.1, security requirement object). */
export const credentialIsRefused: Check = {
  id: 'credential-is-refused',
  title: 'A credential that is not named is refused',
  clause: 'OpenAPI 3.1, security requirement object',
  rules: [
    'auth.and-half-accepted',
    'auth.anonymous-accepted',
    'auth.expired-accepted',
    'auth.invalid-accepted',
    'auth.location-lenient',
    'auth.object-level',
    'auth.revoked-accepted',
    'auth.undocumented-scheme',
    'auth.variant-bypass',
    'auth.wrong-tier-accepted',
    'tenant.cross',
    'tenant.routing',
  ],
  judgesOutside: true,
  evaluate: (context) => {
    const { step, access } = context;
    const { expectation } = step;
    const { reading, followsFrom } = access;
    const isAsked = expectation.kind === 'refused' || expectation.kind === 'either';
    if (step.purpose !== 'probe' || !isAsked || reading === undefined) return skip('nobody has to be refused');
    if (reading.kind === 'unknown')
      return { kind: 'inconclusive', gap: 'gap.cell-untested', reason: describeUnreadable(reading) };
    if (reading.kind === 'refused' || expectation.kind === 'either') return PASSED;
    if (followsFrom !== undefined) return skip('whoever sends less is let in as well, and is reported');
    return judgeBy([
      {
        rule: expectation.rule,
        place: placeOf(context),
        clause: context.operation.securityPointer,
        expected: `${describeRefusal(expectation, context.control)}${describeKindOf(context)}`,
        seen: describeAcceptance(reading, expectation.likeControl === true ? context.control : undefined),
        tier: step.tier,
        attack: expectation.attack,
        ...defined({ severity: expectation.severity }),
      },
    ]);
  },
};

/** Says how it shows that somebody got in. */
function describeAcceptance({ status, like }: LetIn, control: Answer | undefined): string {
  if (control !== undefined) return `answered with ${status}, where what does not exist is ${control.status}`;
  if (isSuccess(status)) return `accepted with ${status}`;
  return like === 'everybody'
    ? `${status}, as a rightful caller is answered: let in, or looked at before the credential was`
    : `${status}, as a rightful caller is answered`;
}

/** Describes the refusal that is due. If no status is named, an answer as for a thing that does not exist will do. */
function describeRefusal({ statuses, orTurnedAway = [] }: RefusedExpectation, control: Answer | undefined): string {
  if (statuses.length > 0) return `a refusal (${listWords(statuses)})`;
  if (control === undefined) return `a refusal, such as ${listWords([401, 403, ...orTurnedAway])}`;
  return `${control.status}, as for what does not exist, or another refusal`;
}

/** Names the kind of credential that gets in where the contract lists others. */
function describeKindOf({ contract, step, operation }: CheckContext): string {
  const { expectation, tier } = step;
  if (expectation.kind !== 'refused' || expectation.rule !== 'auth.wrong-tier-accepted') return '';
  const named = new Set(operation.security.flatMap((alternative) => alternative.schemes));
  const held = contract.platform.callers.find(tier)?.holds.map(({ scheme }) => scheme) ?? [];
  const schemes = held.filter((scheme) => !named.has(scheme));
  return schemes.length === 0 ? '' : `: ${listWords(schemes)} is not listed here`;
}

/** The place of a finding about a caller: the plain cell of the matrix, or the way in which the credential was wrong. */
export function placeOf({ testCase }: CheckContext): Place {
  return testCase.family === 'tier-matrix' ? { kind: 'access' } : { kind: 'access', variant: testCase.variant };
}
