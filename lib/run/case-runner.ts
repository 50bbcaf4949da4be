import type { TurnedAway } from '../access/turned-away.ts';
import { defined } from '../core/defined.ts';
import { nameIn, nameOfThing, siblingName } from '../cases/accommodations.ts';
import { CaseBindings, fillJson, fillText, namesIn } from '../cases/bind.ts';
import type { Case, Step } from '../cases/case.ts';
import type { JsonValue } from '../core/json.ts';
import { valueAtPointer } from '../core/pointer.ts';
import { describeInItsWords } from '../exchange/describe-in-its-words.ts';
import { type Exchange, whyNotMade } from '../exchange/exchange.ts';
import { type CleanupLedger, valuesForRemoval } from '../cleanup/cleanup-ledger.ts';
import { proveGone } from '../cleanup/prove-gone.ts';
import { describeUnremovable, isRefusedRemoval } from '../cleanup/refused-removal.ts';
import { sendPreferred } from '../transport/send-preferred.ts';
import { Interruption } from '../transport/stop-sending.ts';
import type { Sent, Wire } from '../transport/wire.ts';
import { isIdOfThing, kindOf, labelOf } from '../core/names.ts';
import { isSuccess } from '../exchange/status.ts';

/** A step that was sent, and its answer. */
export interface SentStep {
  readonly step: Step;
  /** Index of the step in its case. */
  readonly index: number;
  readonly exchange: Exchange;
  /** How often its answer was lost; the last time included where none came. */
  readonly lost: number;
  /** The answer asks for a wait that the run can no longer afford. */
  readonly isBudgetSpent: boolean;
}

/** Everything that was sent for one case; `stopped` says why the probe was never reached. */
export interface SentCase {
  readonly testCase: Case;
  readonly steps: readonly SentStep[];
  readonly stopped?: string;
  /** Set where a first answer, before these, was about the routing alone. */
  readonly turnedAway?: TurnedAway;
  /** The run was interrupted before all its steps were sent. */
  readonly isInterrupted?: true;
  /** Run-unique values by the names they stand for, to take them out of texts. */
  readonly bound: ReadonlyMap<string, string>;
}

interface CaseRunnerOptions {
  readonly wire: Pick<Wire, 'send'>;
  /** For requests that remove things: it goes on sending when the run is interrupted. */
  readonly removalWire: Pick<Wire, 'send'>;
  readonly ledger: CleanupLedger;
  readonly bindings: ReadonlyMap<string, string>;
  readonly runToken: string;
  readonly addSecret: (label: string, value: string) => void;
  /** How a rightful caller's probe is answered. */
  readonly answersOf: (operationId: string) => readonly number[];
  /** Why nothing more is made that a call removes, by the operation id of that call: one of its kind was refused. */
  readonly unremovable: Map<string, string>;
}

/** Sends the steps of a case in order. Undoes what was made even when the probe could not be sent. */
export async function runCase(options: CaseRunnerOptions, testCase: Case): Promise<SentCase> {
  const bindings = new CaseBindings(options.bindings, options.runToken, testCase.id);
  const sent: SentStep[] = [];
  const succeeded = new Set<number>();
  const entries = new Map<number, string>();
  let stopped: string | undefined;
  let isInterrupted: true | undefined;
  for (const [index, step] of testCase.steps.entries()) {
    if (step.onlyAfterSuccessOf !== undefined && !succeeded.has(step.onlyAfterSuccessOf)) continue;
    if (stopped !== undefined && step.purpose !== 'undo' && step.purpose !== 'proof') continue;
    const unbound = namesIn(step.request).filter((name) => bindings.get(name) === undefined);
    if (unbound.length > 0) {
      if (step.purpose === 'probe' || step.purpose === 'setup')
        stopped = `nothing was answered that ${unbound.join(', ')} could be taken from`;
      continue;
    }
    const unremovable = step.makes?.removal && options.unremovable.get(step.makes.removal.undo.operationId);
    if (unremovable !== undefined) {
      stopped = unremovable;
      continue;
    }
    bindSentNames(testCase, step, bindings);
    const entry = step.makes === undefined ? undefined : intend(options.ledger, testCase, step, bindings);
    if (entry !== undefined) {
      entries.set(index, entry);
      await options.ledger.synced();
    }
    const answered = await sendStep(options, testCase, step, bindings);
    if (answered instanceof Interruption) {
      if (entry !== undefined && !answered.wasSent) options.ledger.settle(entry, 'never sent');
      stopped = 'the run was interrupted';
      isInterrupted = true;
      continue;
    }
    const { exchange, raw, lost, isBudgetSpent } = answered;
    noteRefusedRemoval(options.unremovable, testCase, step, answered);
    sent.push({ step: bindSees(step, bindings), index, exchange, lost, isBudgetSpent });
    if (step.gone !== undefined) {
      if (proveGone(step.gone, answered, bindings) !== undefined)
        for (const settled of step.settles) settle(options.ledger, entries.get(settled), step);
      continue;
    }
    if (exchange.outcome.kind === 'answered' && isSuccess(exchange.outcome.status)) {
      succeeded.add(index);
      const isOfBefore = bindAnswer(options, step, raw, bindings);
      for (const settled of step.settles) settle(options.ledger, entries.get(settled), step);
      if (entry !== undefined && isOfBefore)
        options.ledger.settle(entry, 'its answer names what was there before: nothing was made');
      else if (entry !== undefined) options.ledger.bind(entry, valuesForRemoval(step.makes?.removal, bindings));
    } else {
      const why = whyNotMade(exchange);
      if (entry !== undefined && why !== undefined) options.ledger.settle(entry, why);
      if (step.purpose === 'setup') stopped = `${step.title}: ${describeInItsWords(exchange)}`;
    }
  }
  return { testCase, steps: sent, bound: bindings, ...defined({ stopped, isInterrupted }) };
}

async function sendStep(
  options: CaseRunnerOptions,
  testCase: Case,
  step: Step,
  bindings: CaseBindings,
): Promise<Sent | Interruption> {
  const isRemoval = step.purpose === 'undo' || step.purpose === 'proof';
  const wire = isRemoval ? options.removalWire : options.wire;
  try {
    return await sendPreferred(
      (request) =>
        wire.send(request, bindings, {
          isJudged: step.purpose === 'probe' || step.purpose === 'verify',
          isRepeatable: isRepeatable(testCase, step),
          expected: [...expectedStatuses(step), ...options.answersOf(request.operationId)],
        }),
      step.request,
    );
  } catch (error) {
    if (error instanceof Interruption) return error;
    throw error;
  }
}

/** Binds the names of the things that a step is about to make, where later steps ask for them: a removal may have to repeat them. */
function bindSentNames(testCase: Case, step: Step, bindings: CaseBindings): void {
  const { body } = step.request;
  const sent = body?.kind === 'json' ? nameIn(body.value) : undefined;
  if (sent === undefined) return;
  const asked = namesIn(testCase.steps.map(({ request, makes }) => [request, makes]));
  for (const id of Object.keys(step.binds)) {
    const name = nameOfThing(id);
    if (name !== undefined && asked.includes(name)) bindings.set(name, fillText(sent, bindings));
  }
}

/** Binds the name that the answer gives in place of the one that was sent: a server may have stored another. */
function bindAnsweredName(
  { name: id, pointer, raw }: { readonly name: string; readonly pointer: string; readonly raw: JsonValue | undefined },
  bindings: CaseBindings,
): void {
  const name = nameOfThing(id);
  const stored = valueAtPointer(raw, siblingName(pointer));
  if (name !== undefined && bindings.has(name) && typeof stored === 'string') bindings.set(name, stored);
}

/** Notes a removal that the server refused for another reason than the caller, after a creation that was meant to succeed. */
function noteRefusedRemoval(
  unremovable: Map<string, string>,
  testCase: Case,
  { purpose, onlyAfterSuccessOf, request }: Step,
  { exchange }: Sent,
): void {
  const { outcome } = exchange;
  const made = onlyAfterSuccessOf === undefined ? undefined : testCase.steps[onlyAfterSuccessOf];
  if (purpose !== 'undo' || made?.expectation.kind !== 'success' || !isRefusedRemoval(outcome)) return;
  unremovable.set(request.operationId, describeUnremovable(request, exchange));
}

/** Whether a step may be sent again when its answer is lost: undo steps, requests that must be rejected, and probes that touch nothing. */
function isRepeatable(testCase: Case, step: Step): boolean {
  if (step.purpose === 'undo' || step.expectation.kind === 'error') return true;
  return step.makes === undefined && testCase.reach === 'none';
}

/** Statuses that a step expects: a 503 among them is its answer, and no request to come back later. */
function expectedStatuses({ expectation }: Step): readonly number[] {
  return 'statuses' in expectation ? expectation.statuses : [];
}

function intend(ledger: CleanupLedger, testCase: Case, step: Step, bindings: CaseBindings): string | undefined {
  const removal = step.makes?.removal;
  if (removal === undefined) return undefined;
  return ledger.intend({
    kind: step.makes?.kind ?? '',
    name: testCase.id,
    ...removal,
    ...(step.expectation.kind === 'success' ? {} : { expectsRefusal: true }),
    values: valuesForRemoval(removal, bindings),
  });
}

function settle(ledger: CleanupLedger, entry: string | undefined, step: Step): void {
  if (entry !== undefined) ledger.settle(entry, `${step.request.operationId} succeeded`);
}

/**
 * Binds the names that later steps ask for. True where a creation answered with something that was there before: it has made nothing,
 * and the id is not bound, so that no undo is ever aimed at it.
 */
function bindAnswer(
  options: CaseRunnerOptions,
  step: Step,
  raw: JsonValue | undefined,
  bindings: CaseBindings,
): boolean {
  const aimedAt = new Set(namesIn(step.makes?.removal?.undo));
  let isOfBefore = false;
  for (const [name, pointer] of Object.entries(step.binds)) {
    const value = valueAtPointer(raw, pointer);
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (aimedAt.has(name) && isFromBefore(options.bindings, String(value))) {
      isOfBefore = true;
      continue;
    }
    bindings.set(name, String(value));
    bindAnsweredName({ name, pointer, raw }, bindings);
    if (kindOf(name) === 'secret') options.addSecret(labelOf(name), String(value));
  }
  return isOfBefore;
}

function isFromBefore(bindings: ReadonlyMap<string, string>, value: string): boolean {
  return [...bindings].some(([name, bound]) => bound === value && isIdOfThing(name));
}

function bindSees(step: Step, bindings: CaseBindings): Step {
  if (step.sees.length === 0) return step;
  const sees = step.sees.map((clause) => ({
    ...clause,
    value: typeof clause.value === 'string' ? fillText(clause.value, bindings) : fillJson(clause.value, bindings),
  }));
  return { ...step, sees };
}
