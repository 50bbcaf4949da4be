import { defined } from '../core/defined.ts';
import { isOpen } from '../contract/security.ts';
import { findTier } from '../contract/tiers/select-tiers.ts';
import type { Expectation } from '../cases/case.ts';
import type { Answer } from '../exchange/exchange.ts';
import { listWords } from './answer-facts.ts';
import { judgeBy, PASSED, skip, type Check, type CheckContext, type References } from './check.ts';
import { classifyAccess } from './classify-access.ts';

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
    const { step } = context;
    const { expectation } = step;
    if (step.purpose !== 'probe' || expectation.kind !== 'refused') return skip('nobody has to be refused');
    const reading = classifyAccess(context);
    if (reading.kind === 'refused') return PASSED;
    if (reading.kind === 'indeterminate')
      return { kind: 'inconclusive', gap: 'gap.cell-untested', reason: reading.reason };
    if (followsFromWiderHole(context)) return skip('whoever sends less is let in as well, and is reported');
    return judgeBy([
      {
        rule: expectation.rule,
        place: placeOf(context),
        clause: context.operation.securityPointer,
        expected: describeRefusal(expectation, context.control),
        seen: reading.seen,
        tier: step.tier,
        attack: expectation.attack,
        ...defined({ severity: expectation.severity }),
      },
    ]);
  },
};

/** Where no status is named, whatever cannot be told from what does not exist will do. */
function describeRefusal({ statuses, orTurnedAway = [] }: RefusedExpectation, control: Answer | undefined): string {
  if (statuses.length > 0) return `a refusal (${listWords(statuses)})`;
  if (control === undefined) return `a refusal, such as ${listWords([401, 403, ...orTurnedAway])}`;
  return `${control.status}, as for what does not exist, or another refusal`;
}

/** The plain cell of the matrix, or the way in which the credential was wrong. */
export function placeOf({ testCase }: CheckContext): string {
  return testCase.family === 'tier-matrix' ? 'access' : `access, ${testCase.variant}`;
}

/** One cause, one finding: a gate that is open to nobody, or to any made-up token, is open to all who come the same way. */
function followsFromWiderHole(context: CheckContext): boolean {
  const { step, references, operation } = context;
  // That everybody is let in is meant there, and explains nothing.
  if (isOpen(operation)) return false;
  if (step.tier !== 'anonymous' && letsIn(context, references.anonymousHere)) return true;
  if (step.tier === 'anonymous' && context.testCase.family === 'tier-matrix') return false;
  // Nobody's answer is not compared with itself.
  if (letsIn({ ...context, references: withoutNobody(references) }, references.anonymous)) return true;
  const tier = findTier(step.tier);
  const isBearer = context.step.request.headers.some(([name]) => name.toLowerCase() === 'authorization');
  return tier?.garbage !== true && isBearer && letsIn(context, references.garbage);
}

function withoutNobody({ rightful, meantErrors }: References): References {
  return {
    ...defined({ rightful, meantErrors }),
  };
}

function letsIn(context: CheckContext, answer: CheckContext['answer'] | undefined): boolean {
  return (
    answer !== undefined && answer !== context.answer && classifyAccess({ ...context, answer }).kind === 'accepted'
  );
}
