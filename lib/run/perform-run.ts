import { columnsOf } from '../cases/scope.ts';
import { notesOf } from '../cleanup/sweep-earlier-runs.ts';
import { defined } from '../core/defined.ts';
import { addCounts } from '../findings/measure-coverage.ts';
import { occurrencesOf } from '../findings/merge-into-causes.ts';
import { readJournal } from '../findings/record-file.ts';
import type { JournalLine, RunRecord } from '../findings/run-record.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { describeFailedSteps } from '../setup/describe-failed-steps.ts';
import { buildRecord } from './build-record.ts';
import { settleLostAnswers } from './doubtful-answers.ts';
import { countCases, countSteps } from './foresee-run.ts';
import { cleanUp, openRun, planRun, type CleanedUp, type OpenedRun } from './open-run.ts';
import { addToRedactor } from './redactor-of-run.ts';
import { factsOf, keptNotes, unwrittenNotes } from './run-facts.ts';
import type { RunOptions } from './run-options.ts';
import { Session } from './session.ts';

export interface PerformedRun {
  readonly record: RunRecord;
  /** Labels of the secrets of this run that stand in a text, in any spelling. */
  readonly findSecrets: (text: string) => readonly string[];
}

/** Performs a whole run: plans it, puts credentials in place, sends and judges the cases, removes what was made, builds the record. */
export async function performRun(options: RunOptions): Promise<PerformedRun> {
  const opened = await openRun(await planRun(options));
  return finishRun(opened, () => executeCases(openSession(opened), options));
}

/** Opens the session of a run, which sends its cases. */
export function openSession({ planned: { scope }, equipment, arranged, bootstrapped, proven }: OpenedRun): Session {
  const { options } = scope;
  return new Session({
    ...equipment,
    contract: options.inputs.contract,
    data: options.inputs.data,
    expectations: options.inputs.expectations,
    plan: arranged.plan,
    addSecret: (label, value) => addToRedactor(equipment.redactor, label, value),
    runToken: options.runToken,
    concurrency: options.concurrency,
    unproven: proven.unproven,
    unremovable: bootstrapped.unremovable,
    ...defined({ signal: options.signal }),
  });
}

/** Sends all cases of the plan: those about the operations themselves first, then those about who gets in. */
export async function executeCases(session: Session, { onProgress }: Pick<RunOptions, 'onProgress'>): Promise<void> {
  const { sequences } = session.plan;
  const cases = countCases(session.plan);
  const counts = { done: 0, drifting: 0, unsent: 0 };
  session.onJudged(({ isSent, state }) => {
    if (isSent || state === 'skipped' || state === 'covered') counts.done += 1;
    else counts.unsent += 1;
    if (isSent && state === 'failed') counts.drifting += 1;
    onProgress(describeProgress(counts), counts.done, cases);
  });
  for (const group of ['conformance', 'security'] as const) {
    const started = sequences.filter((sequence) => sequence.group === group);
    session.start(started, new Set(started.flatMap((sequence) => sequence.cases.map(({ id }) => id))));
    await session.settled();
  }
}

function describeProgress({ drifting, unsent }: { readonly drifting: number; readonly unsent: number }): string {
  return [
    'cases',
    ...(drifting === 0 ? [] : [`${drifting} drift`]),
    ...(unsent === 0 ? [] : [`${unsent} not sent`]),
  ].join(', ');
}

/** Executes the cases of an open run, removes what was made whatever happens, and builds the record of what was judged. */
export async function finishRun(opened: OpenedRun, execute: () => Promise<void>): Promise<PerformedRun> {
  const { planned, equipment, earlier } = opened;
  const problems = await execute().then(
    () => [],
    (error: unknown) => [error instanceof Error ? error.message : String(error)],
  );
  const cleaned = await cleanUp(planned.scope, equipment, earlier);
  const record = await recordRun(opened, cleaned, problems);
  return { record, findSecrets: (text) => equipment.redactor.hits(text) };
}

async function recordRun(
  opened: OpenedRun,
  { leftovers, removals }: CleanedUp,
  problems: readonly string[],
): Promise<RunRecord> {
  const { planned, equipment, arranged, bootstrapped, proven, looks, earlier } = opened;
  const { options, clock, startedAtMs, contract } = planned.scope;
  const { ledger } = equipment;
  const { plan } = arranged;
  const journal = settleLostAnswers(readJournal(options.directory));
  const failedSteps = describeFailedSteps(bootstrapped, plan);
  const record = buildRecord({
    run: factsOf(options, startedAtMs, clock.nowMs() - startedAtMs),
    contract,
    columns: columnsOf(contract, options.inputs.platform.scopeOf(options.config)),
    data: options.inputs.data,
    plan,
    journal,
    met: equipment.met.list(),
    otherRequests: addCounts(bootstrapped.requests, proven.requests),
    plannedOtherRequests: countSteps(arranged.bootstrap),
    polling: bootstrapped.polling + proven.repeats + looks,
    gaps: [...bootstrapped.gaps, ...proven.gaps],
    notes: [
      ...options.inputs.notes,
      ...options.inputs.platform.notesOnScope(options.config),
      ...notesOf(earlier),
      ...(options.keep ? keptNotes(ledger) : []),
      ...unwrittenNotes(ledger),
    ],
    retries: equipment.removalWire.retries(),
    removals,
    leftovers,
    budgetMs: options.config.limits.latencyBudgetMs,
    interrupted: options.signal?.aborted === true,
    problems,
  });
  const full = failedSteps.length === 0 ? record : { ...record, failedSteps };
  return options.signal?.aborted === true ? full : addReconciliation(opened, full, journal);
}

/** Looks for edits of the contract that would make its findings go, and adds them to the record. */
async function addReconciliation(
  { planned: { scope }, arranged: { context, plan } }: OpenedRun,
  record: RunRecord,
  journal: readonly JournalLine[],
): Promise<RunRecord> {
  const { options } = scope;
  options.onProgress('looks for edits of the contract that would reconcile');
  const reconciliation = await reconcile(occurrencesOf(record.findings), {
    context,
    selection: options.selection,
    expectationsFile: options.files.overlay,
    expectations: options.inputs.expectations,
    plan,
    journal,
  });
  return { ...record, ...defined({ reconciliation }) };
}
