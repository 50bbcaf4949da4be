import type { Operation } from '../contract/contract.ts';
import { defined } from '../core/defined.ts';
import type { Effect, Reach } from '../core/effect.ts';
import { namesIn } from './bind.ts';
import { buildCase } from './case-builder.ts';
import type { Case, Expectation, FamilyId, RequestTemplate, Step, Subject, Withheld } from './case.ts';
import type { Fill, OperationEntry } from './operation-data.ts';
import { buildCall, type PlanContext } from './plan-context.ts';
import { isSuccess } from '../exchange/status.ts';

/**
 * The harmless request of the matrix for one operation, as sent by somebody. Every family that compares answers sends this one, about
 * the same subject.
 */
export function probeRequest(
  context: PlanContext,
  operation: Operation,
  as: string,
  path: Fill = {},
  subject: Subject = subjectOfProbe(context, operation) ?? {},
): RequestTemplate {
  const entry = context.entry(operation);
  const body = entry.probe.body;
  return buildCall(context, {
    operationId: operation.id,
    as,
    path: { ...entry.path, ...entry.probe.path, ...path },
    query: { ...entry.query, ...entry.probe.query },
    subject,
    ...(body === undefined ? {} : { body: { kind: 'json', value: body } }),
  });
}

/**
 * The reach of a probe if it is carried out. Where the data does not say it, a probe of something that does more than read
 * is harmless only where even a rightful caller gets no success for it.
 */
export function probeReach({ effect, reach, probe }: OperationEntry): Reach {
  if (probe.reach !== undefined) return probe.reach;
  const isAimedElsewhere = probe.path !== undefined || probe.query !== undefined || probe.body !== undefined;
  const canSucceed = probe.answers.some(isSuccess);
  return effect === 'reads' || (isAimedElsewhere && !canSucceed) ? 'none' : reach;
}

/** The effect of a probe if it is carried out; one that reaches nothing only reads. */
export function probeEffect(entry: OperationEntry): Effect {
  return probeReach(entry) === 'none' ? 'reads' : entry.effect;
}

/**
 * The workspace that a probe is aimed at which changes the workspace: one of its operation's own, with a token of its own. Pausing,
 * or a restart that ends its tokens, is then seen by no other case. None where a probe changes nothing, or names no workspace.
 */
export function subjectOfProbe(
  context: PlanContext,
  operation: Operation,
): { readonly workspace: string; readonly secrets: { readonly workspaceToken: string } } | undefined {
  const entry = context.entry(operation);
  const isChanged = probeReach(entry) !== 'none' && entry.effect !== 'reads';
  if (!isChanged || !namesIn({ ...entry.path, ...entry.probe.path }).includes('workspace.id')) return undefined;
  const name = operation.id.charAt(0).toUpperCase() + operation.id.slice(1);
  return { workspace: `workspaceFor${name}`, secrets: { workspaceToken: `tokenFor${name}` } };
}

/** A case as a security family describes it: its one request, the sender, and the expectation. */
interface SecurityDraft {
  readonly family: FamilyId;
  readonly variant: string;
  readonly title: string;
  readonly as: string;
  readonly request: RequestTemplate;
  readonly expectation: Expectation;
  /** The request is not one of the contract's own: only who gets in is judged. */
  readonly outside?: true;
  readonly effect?: Effect;
  readonly reach?: Reach;
  /** Why it is not sent, whatever the target allows. */
  readonly withheld?: Withheld;
  /** The variant that, refused, shows that this one is refused as well. */
  readonly impliedBy?: string;
  /** Sent first, by somebody else's rights or at something else, to be compared with. */
  readonly control?: Pick<Step, 'title' | 'tier' | 'request'>;
}

/** A case of the security families: one probe, without fixtures, that can be compared with the cells of the matrix. */
export function buildSecurityCase(context: PlanContext, operation: Operation, draft: SecurityDraft): Case {
  const entry = context.entry(operation);
  const made = buildCase(context, {
    operation,
    entry,
    family: draft.family,
    variant: draft.variant,
    title: draft.title,
    as: draft.as,
    clause: operation.securityPointer,
    request: draft.request,
    expectation: draft.expectation,
    effect: draft.effect ?? probeEffect(entry),
    reach: draft.reach ?? probeReach(entry),
    ...defined({ withheld: draft.withheld, control: draft.control, subject: subjectOfProbe(context, operation) }),
  });
  const whole = { ...made, ...defined({ impliedBy: draft.impliedBy }) };
  return draft.outside === undefined
    ? whole
    : { ...whole, steps: whole.steps.map((step) => (step.purpose === 'probe' ? { ...step, outside: true } : step)) };
}
