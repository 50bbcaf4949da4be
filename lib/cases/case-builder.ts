import type { Operation } from '../contract/contract.ts';
import { defined } from '../core/defined.ts';
import { type Effect, type Reach, reachSchema } from '../core/effect.ts';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { kindOf, labelOf, MADE_UP, type NameKind, secretName, toVariable } from '../core/names.ts';
import { pluralise } from '../core/text.ts';
import { nameOfThing } from './accommodations.ts';
import { modifiedIn, namesIn } from './bind.ts';
import type {
  Case,
  Demand,
  Expectation,
  FamilyId,
  Removal,
  RequestTemplate,
  SeenClause,
  Sequence,
  Step,
  Subject,
  Withheld,
} from './case.ts';
import type { FollowUp, OperationEntry, SeenData, UndoData } from './operation-data.ts';
import { successOf } from './operation-entry.ts';
import {
  buildDescribedCall,
  buildMakingCall,
  type ExposedPlace,
  fixtureOf,
  type PlanContext,
  withWhatTheyAreDoneTo,
} from './plan-context.ts';
import { buildRemoval } from './removal.ts';
import { isSuccess } from '../exchange/status.ts';

/** A case as a family describes it: its probe and the expectation. `buildCase` makes the steps around the probe. */
export interface CaseDraft {
  readonly operation: Operation;
  readonly entry: OperationEntry;
  readonly family: FamilyId;
  readonly variant: string;
  readonly title: string;
  readonly as: string;
  readonly clause: string;
  readonly request: RequestTemplate;
  readonly expectation: Expectation;
  readonly effect?: Effect;
  readonly reach?: Reach;
  readonly fixtures?: readonly string[];
  readonly consumes?: readonly string[];
  readonly binds?: Readonly<Record<string, string>>;
  readonly sees?: readonly SeenClause[];
  readonly then?: readonly FollowUp[];
  readonly undo?: UndoData;
  /** Why it is not sent, whatever the target allows. */
  readonly withheld?: Withheld;
  /** Sent right before the probe, whose answer is compared with it. */
  readonly control?: Pick<Step, 'title' | 'tier' | 'request'>;
  readonly subject?: Subject;
  readonly demand?: Demand;
}

/** Puts a case together: what it needs is made first, then the probe, a look at its effect, and everything is undone. */
export function buildCase(context: PlanContext, described: CaseDraft): Case {
  const fixturesAsked = withWhatTheyAreDoneTo(context.data, described.fixtures ?? []);
  const absent = absentOperations(context, { ...described, fixtures: fixturesAsked });
  const draft = absent.length === 0 ? described : withoutFurtherCalls(described);
  const fixtures = absent.length === 0 ? fixturesAsked : [];
  const setups = fixtures.map((name) => buildSetup(context, name));
  const probeIndex = setups.length + (draft.control === undefined ? 0 : 1);
  const consumed = (draft.consumes ?? []).map((name) => fixtures.indexOf(name)).filter((index) => index >= 0);
  const expectsSuccess = draft.expectation.kind === 'success';
  const removal = draft.undo === undefined ? undefined : buildRemoval(context, draft.undo, jsonOf(draft.request));
  const probe: Step = {
    purpose: 'probe',
    title: draft.title,
    tier: draft.as,
    request: draft.request,
    expectation: draft.expectation,
    binds: draft.binds ?? {},
    sees: [
      ...(draft.sees ?? []),
      ...(draft.expectation.kind === 'success' ? (draft.entry.always ?? []).map(buildSeen) : []),
    ],
    planned: true,
    ...defined({ makes: removal && { kind: draft.operation.id, removal } }),
    settles: consumed.filter((index) => setups[index]?.makes?.removal?.proof === undefined),
  };
  const follow = (draft.then ?? []).map((data) =>
    buildFollowUp(context, data, expectsSuccess ? probeIndex : undefined),
  );
  const consumedProofs = consumed.flatMap((index) =>
    buildProof(setups[index]?.makes?.removal, index, probeIndex, true),
  );
  const undoProbe = removal === undefined ? [] : buildUndo(context, removal, probeIndex, expectsSuccess);
  const undoSetups = fixtures.flatMap((_, index) => {
    const made = setups[index]?.makes?.removal;
    return made === undefined || consumed.includes(index) ? [] : [buildUndo(context, made, index, true)];
  });
  const control = draft.control === undefined ? [] : [buildControl(draft.control)];
  const steps = [
    ...setups,
    ...control,
    probe,
    ...follow,
    ...consumedProofs,
    ...undoProbe,
    ...undoSetups.reverse().flat(),
  ];
  const effect = draft.effect ?? draft.entry.effect;
  const widest = widestReach(context, draft.reach ?? draft.entry.reach, fixtures);
  const reach = widest !== 'none' && touchesGiven(context, setups, probe) ? 'shared' : widest;
  const withheld =
    draft.withheld ??
    withholdForAbsent(absent) ??
    withholdCase(context, steps, fixtures.length > 0 && effect === 'reads' ? 'creates' : effect, reach);
  return {
    id: `${draft.operation.id}/${draft.family}/${draft.variant}`,
    operationId: draft.operation.id,
    family: draft.family,
    variant: draft.variant,
    title: draft.title,
    tier: draft.as,
    clause: draft.clause,
    effect,
    reach,
    steps,
    ...defined({ withheld, subject: draft.subject, demand: draft.demand }),
  };
}

function buildSetup(context: PlanContext, name: string): Step {
  const fixture = fixtureOf(context.data, name);
  const operation = context.contract.operation(fixture.operation);
  const status = operation === undefined ? 200 : successOf(operation, context.entry(operation));
  const minted = Object.values(fixture.persona ?? {}).map(
    (persona) => [secretName(persona.secret), persona.from] as const,
  );
  const request = buildMakingCall(context, fixture);
  return {
    purpose: 'setup',
    title: `makes ${name}`,
    tier: fixture.as,
    request,
    expectation: { kind: 'success', statuses: [status] },
    binds: { ...fixture.binds, ...Object.fromEntries(minted) },
    sees: [],
    planned: true,
    makes: {
      kind: name,
      ...defined({ removal: fixture.undo && buildRemoval(context, fixture.undo, jsonOf(request)) }),
    },
    settles: [],
  };
}

function buildControl(control: Pick<Step, 'title' | 'tier' | 'request'>): Step {
  return {
    purpose: 'control',
    ...control,
    expectation: { kind: 'unrouted', because: 'it is only compared with' },
    binds: {},
    sees: [],
    outside: true,
    planned: true,
    settles: [],
  };
}

function jsonOf(request: RequestTemplate): JsonValue | undefined {
  return request.body?.kind === 'json' ? request.body.value : undefined;
}

/** The request that removes something, and the one that shows that it is gone. */
function buildUndo(context: PlanContext, removal: Removal, ofStep: number, planned: boolean): readonly Step[] {
  const { undo, proof } = removal;
  const operation = context.contract.operation(undo.operationId);
  return [
    {
      purpose: 'undo',
      title: `undoes it with ${undo.operationId}`,
      tier: 'undo',
      request: undo,
      expectation: {
        kind: 'success',
        statuses: [operation === undefined ? 200 : successOf(operation, context.entry(operation))],
      },
      binds: {},
      sees: [],
      onlyAfterSuccessOf: ofStep,
      planned,
      settles: proof === undefined ? [ofStep] : [],
    },
    ...buildProof(removal, ofStep, ofStep, planned),
  ];
}

function buildProof(
  removal: Removal | undefined,
  ofStep: number,
  afterStep: number,
  planned: boolean,
): readonly Step[] {
  if (removal?.proof === undefined) return [];
  const { request, gone } = removal.proof;
  return [
    {
      purpose: 'proof',
      title: 'shows that it is gone',
      tier: 'undo',
      request,
      expectation: { kind: 'unrouted', because: 'it is gone' },
      binds: {},
      sees: [],
      gone,
      onlyAfterSuccessOf: afterStep,
      outside: true,
      planned,
      settles: [ofStep],
    },
  ];
}

function buildFollowUp(context: PlanContext, data: FollowUp, afterStep: number | undefined): Step {
  const succeeds = isSuccess(data.expect);
  const rule = data.rule;
  return {
    purpose: 'verify',
    title: `then ${data.operation} answers ${data.expect}`,
    tier: data.as,
    request: buildDescribedCall(context, data),
    expectation: succeeds
      ? { kind: 'success', statuses: [data.expect], ...defined({ rule }) }
      : {
          kind: 'error',
          statuses: [data.expect],
          because: 'what was done before',
          rule: rule ?? 'request.constraint-unenforced',
        },
    binds: {},
    sees: (data.sees ?? []).map(buildSeen),
    ...defined({ onlyAfterSuccessOf: afterStep }),
    planned: true,
    settles: [],
  };
}

/** Turns a clause of the data into one that a check can look at. */
export function buildSeen(data: SeenData): SeenClause {
  return {
    at: data.at,
    ...testOf(data),
    orAbsent: data.orAbsent ?? data.unseen !== undefined,
    ...defined({ unseen: data.unseen, onlyIf: data.if }),
    rule: data.rule,
  };
}

function testOf(data: SeenData): Pick<SeenClause, 'test' | 'value' | 'itemAt'> {
  for (const test of ['lists', 'omits'] as const) {
    const item = data[test];
    if (item !== undefined) return { test, value: item.is, ...defined({ itemAt: item.at }) };
  }
  if (data.equals !== undefined) return { test: 'equals', value: data.equals };
  if (data.includes !== undefined) return { test: 'includes', value: data.includes };
  return { test: 'not', value: data.not ?? null };
}

/** Whether the case addresses a resource that the configuration named; it is then treated as shared with others. */
function touchesGiven({ given }: PlanContext, setups: readonly Step[], probe: Step): boolean {
  return [...setups, probe].some((step) => namesIn(step.request.path).some((name) => given.has(name)));
}

function widestReach(context: PlanContext, own: Reach, fixtures: readonly string[]): Reach {
  const reaches = fixtures.map((name): Reach => {
    const operation = context.contract.operation(fixtureOf(context.data, name).operation);
    return operation === undefined ? 'shared' : context.entry(operation).reach;
  });
  return reachSchema.options.findLast((reach) => reach === own || reaches.includes(reach)) ?? 'shared';
}

/** Why a case is not sent: the profile or the target does not allow it, or something that it needs is not there. */
/**
 * Withholds the cases that ask for a name which is not at hand after all, since its derivation failed, or whose changed credential is
 * the right one in that other spelling. What was withheld stays so.
 */
export function withholdUnbound(context: PlanContext, sequences: readonly Sequence[]): readonly Sequence[] {
  return sequences.map((sequence) => ({
    ...sequence,
    cases: sequence.cases.map((testCase) => {
      const withheld =
        testCase.withheld ?? withholdMissing(context, testCase.steps) ?? withholdAlike(context, testCase.steps);
      return withheld === undefined ? testCase : { ...testCase, withheld };
    }),
  }));
}

function withholdCase(
  context: PlanContext,
  steps: readonly Step[],
  effect: Effect,
  reach: Reach,
): Withheld | undefined {
  return (
    withholdMissing(context, steps) ??
    context.withhold(effect, reach) ??
    withholdExposed(context, steps) ??
    withholdAlike(context, steps)
  );
}

function withholdMissing(context: PlanContext, steps: readonly Step[]): Withheld | undefined {
  const missing = missingNames(context, steps);
  return missing.length === 0 ? undefined : { gap: 'gap.cell-untested', reason: describeMissing(missing) };
}

/** Withholds a case that calls operations which this edition of the contract does not have. */
function withholdForAbsent(absent: readonly string[]): Withheld | undefined {
  if (absent.length === 0) return undefined;
  const reason = `needs ${absent.join(' and ')}, which this edition of the contract does not have`;
  return { gap: 'gap.operation-untested', reason };
}

function withholdExposed(context: PlanContext, steps: readonly Step[]): Withheld | undefined {
  const holdsCredential = (part: unknown): boolean =>
    namesIn(part).some((name) => kindOf(name) === 'secret' && !MADE_UP.has(labelOf(name)));
  const isIn = (place: ExposedPlace): boolean =>
    steps.some(({ request: { path, query, body } }) => holdsCredential(place === 'url' ? [path, query] : body));
  return (
    (isIn('url') ? context.withholdExposed('url') : undefined) ??
    (isIn('body') ? context.withholdExposed('body') : undefined)
  );
}

/** Withholds a case whose changed credential would be the right one: digits are the same with their case swapped. */
function withholdAlike(context: PlanContext, steps: readonly Step[]): Withheld | undefined {
  const alike = steps.flatMap((step) => modifiedIn(step.request)).find((asked) => context.isSpelledAlike(asked));
  if (alike === undefined) return undefined;
  return { gap: 'gap.cell-untested', reason: `${toVariable(alike.name)} is the same in that other spelling` };
}

/** Kinds of names that nothing has to be configured for: made on demand, always bound, or never bound on purpose. */
const NEVER_MISSING: readonly NameKind[] = ['fresh', 'unknown', 'unnamed'];

function missingNames(context: PlanContext, steps: readonly Step[]): readonly string[] {
  const bound = new Set<string>();
  const missing = new Set<string>();
  for (const step of steps) {
    for (const name of [...namesIn(step.request), ...namesIn(step.sees)]) {
      const isKnown = bound.has(name) || context.available.has(name) || NEVER_MISSING.includes(kindOf(name));
      if (!isKnown) missing.add(name);
    }
    for (const name of Object.keys(step.binds)) for (const each of [name, nameOfThing(name) ?? name]) bound.add(each);
  }
  return [...missing].sort();
}

function describeMissing(names: readonly string[]): string {
  const variables = names.map((name) => toVariable(name));
  return `needs ${variables.join(' and ')}, which ${pluralise(variables.length, 'is', 'are')} not configured and could not be derived`;
}

/** Clauses for the members that the answer repeats as they were sent. */
export function echoOf(entry: OperationEntry, body: JsonValue | undefined): readonly SeenClause[] {
  if (!isJsonObject(body)) return [];
  return (entry.echo ?? []).flatMap((at) => {
    const value = body[at.slice(1)];
    return value === undefined ? [] : [{ at, test: 'equals' as const, value, orAbsent: true, rule: 'body.echo' }];
  });
}

/** The clause that the answer names the thing which was asked for. */
export function identityOf(
  entry: OperationEntry,
  path: Readonly<Record<string, string | null>>,
  query: Readonly<Record<string, string | null>>,
): readonly SeenClause[] {
  if (entry.same === undefined) return [];
  const asked = entry.same.path === undefined ? query[entry.same.query ?? ''] : path[entry.same.path];
  return typeof asked === 'string'
    ? [{ at: entry.same.body, test: 'equals', value: asked, orAbsent: true, rule: 'body.identity' }]
    : [];
}

/**
 * Lists the operations that a case needs and this edition of the contract does not have, each with its use: `deleteOrg to
 * remove ownedOrg`. These are the operations that make its fixtures, look at its effect, or remove what was made.
 */
function absentOperations(context: PlanContext, draft: CaseDraft): readonly string[] {
  const fixtures = (draft.fixtures ?? []).map((name) => [name, context.data.fixtures[name]] as const);
  const calls: readonly (readonly [id: string | undefined, what: string])[] = [
    ...fixtures.flatMap(([name, fixture]) => [
      [fixture?.operation, `to make ${name}`] as const,
      [fixture?.undo?.operation, `to remove ${name}`] as const,
    ]),
    ...(draft.then ?? []).map(({ operation }) => [operation, 'to look at its effect'] as const),
    [draft.undo?.operation, 'to remove what it makes'],
  ];
  const absent = calls.flatMap(([id, what]) =>
    id === undefined || context.contract.operation(id) !== undefined ? [] : [`${id} ${what}`],
  );
  return [...new Set(absent)];
}

/** Leaves out the calls besides the probe, so that the case can be shown in the plan although it is not sent. */
function withoutFurtherCalls({ undo: _, ...draft }: CaseDraft): CaseDraft {
  return { ...draft, fixtures: [], consumes: [], then: [] };
}
