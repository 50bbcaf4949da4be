import { dirname } from 'node:path';
import { namesIn } from '../cases/bind.ts';
import { createPlan, type Plan } from '../cases/plan.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import { rareOperations } from '../cases/quotas.ts';
import { columnsOf, narrowContract } from '../cases/scope.ts';
import type { CleanupLedger } from '../cleanup/cleanup-ledger.ts';
import { startHeartbeat } from '../cleanup/heartbeat.ts';
import { leftoversOf, notesOf, NOTHING_SWEPT, sweepEarlierRuns } from '../cleanup/sweep-earlier-runs.ts';
import { openSweep } from '../cleanup/sweep.ts';
import { systemClock, type Clock } from '../core/clock.ts';
import { defined } from '../core/defined.ts';
import { HarnessError } from '../core/errors.ts';
import { kindOf, secretName } from '../core/names.ts';
import { countOf } from '../core/text.ts';
import type { Redactor } from '../exchange/redaction.ts';
import { addCounts } from '../findings/measure-coverage.ts';
import { occurrencesOf } from '../findings/merge-into-causes.ts';
import { openJournal, readJournal } from '../findings/record-file.ts';
import type { JournalLine, Leftover, RunRecord } from '../findings/run-record.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { describeFailedSteps } from '../setup/describe-failed-steps.ts';
import { runBootstrap, type BootstrapResult } from '../setup/bootstrap.ts';
import type { BootstrapStep } from '../setup/bootstrap-steps.ts';
import {
  openPreflight,
  proveWhatBootstrapRestsOn,
  secretsOf,
  type Preflight,
  type PreflightResult,
} from '../setup/preflight.ts';
import { notesOnScope, scopeOf } from '../setup/scope-of-config.ts';
import { openServiceGuard, type ServiceGuard } from '../setup/show-service.ts';
import type { BudgetState } from '../transport/rate-budget.ts';
import { stopOnceInterrupted, stopWhenGone, throwIfInterrupted } from '../transport/stop-sending.ts';
import { openWire, type Wire } from '../transport/wire.ts';
import { buildRecord } from './build-record.ts';
import { settleLostAnswers } from './doubtful-answers.ts';
import {
  beforeCases,
  contextFor,
  countCases,
  countSteps,
  foreseeRun,
  tenantsOf,
  usesControlPlane,
  usesOf,
} from './foresee-run.ts';
import { makeBindings, makeSecrets } from './make-bindings.ts';
import { factsOf, keptNotes, unwrittenNotes } from './run-facts.ts';
import { openFolder, openRunLedger } from './run-folder.ts';
import type { RunOptions } from './run-options.ts';
import { addToRedactor, createRedactorFor, type SessionInput } from './session-parts.ts';
import { startSuites, type CaseCounts } from './start-suites.ts';

interface PerformedRun {
  readonly record: RunRecord;
  /** Labels of the secrets of this run that stand in a text, in any spelling. */
  readonly findSecrets: (text: string) => readonly string[];
}

/** Performs a whole run: derives credentials and shows them to work, runs the suites, removes what was made, builds the record. */
export async function performRun(options: RunOptions): Promise<PerformedRun> {
  const opened = await openRun(options);
  try {
    const problems = await startSuites(
      opened.input,
      {
        onDone: (progress) => options.onProgress(describeProgress(progress), progress.done, opened.cases),
        onSecret: opened.addSecret,
      },
      options.signal,
    );
    return { record: await opened.finish(problems), findSecrets: opened.findSecrets };
  } catch (error) {
    throw withLeftovers(error, await opened.abandon());
  }
}

function describeProgress({ failed, unsent }: CaseCounts): string {
  return ['cases', ...(failed === 0 ? [] : [`${failed} drift`]), ...(unsent === 0 ? [] : [`${unsent} not sent`])].join(
    ', ',
  );
}

/** Drops the command that removes a leftover of the embedded deployment: the deployment ends with its run, and the thing with it. */
function withoutRemoval({ kind, name }: Leftover): Leftover {
  return { kind, name, removal: '' };
}

/** Appends the leftovers to an error before it is rethrown. */
function withLeftovers(error: unknown, leftovers: RunRecord['leftovers']): unknown {
  if (leftovers.length === 0) return error;
  const message = error instanceof Error ? error.message : String(error);
  const list = leftovers.flatMap(({ name, removal }) => (removal === '' ? [name] : [name, `  ${removal}`]));
  const count = countOf(leftovers.length, 'thing');
  if (!(error instanceof HarnessError) || error.code !== 'unreachable')
    return new HarnessError('leftover', `${message}; and ${count} could not be removed`, list);
  // The error stays `unreachable`: that weighs more than a thing that may be left there.
  const left = `${message}; ${count} that the run made may be left, and \`conform sweep\` removes them once it is back`;
  return new HarnessError('unreachable', left, [...error.details, ...list]);
}

/** A run whose credentials are in place, ready for its suites. */
export interface OpenedRun {
  readonly input: SessionInput;
  readonly cases: number;
  readonly findSecrets: (text: string) => readonly string[];
  /** Has a secret that the cases minted searched for as well. */
  readonly addSecret: (label: string, value: string) => void;
  finish(problems: readonly string[]): Promise<RunRecord>;
  /** Removes what was made, for a run that ends without a record. Returns the things that could not be removed. */
  abandon(): Promise<RunRecord['leftovers']>;
}

export async function openRun(options: RunOptions): Promise<OpenedRun> {
  const clock = options.clock ?? systemClock;
  const startedAtMs = clock.nowMs();
  const { bootstrap, selection, plan: foreseen, context } = await foreseeRun(options);
  throwIfInterrupted(options.signal);
  const secrets: Record<string, string> = { ...options.config.secrets, ...makeSecrets(options) };
  const bindings = makeBindings(options, secrets);
  const redactor = createRedactorFor(secrets);
  const onProgress = (text: string): void => options.onProgress(text);
  const cleanupWire = openWire({
    config: options.config,
    runId: options.runId,
    redactor,
    part: 'setup',
    rare: rareOperations(options.inputs.data),
    clock,
  });
  // Everything is sent on this one, except what removes the things that this run makes.
  const wire = stopOnceInterrupted(cleanupWire, () => options.signal?.aborted === true);
  const { heartbeat, ledger } = openFolder(options.directory, () => {
    openJournal(options.directory);
    return { heartbeat: startHeartbeat(options.directory, options.signal), ledger: openRunLedger(options) };
  });
  const scope = scopeOf(options.config);
  const contract = narrowContract(options.inputs.contract, scope);
  const sweepOptions = {
    inputs: { ...options.inputs, contract },
    limits: options.config.limits,
    clock,
    onProgress,
    addSecret: (label: string, value: string) => addToRedactor(redactor, label, value),
  };
  let removals = 0;
  const countingWire: Pick<Wire, 'send'> = {
    send: (...request) => {
      removals += 1;
      return cleanupWire.send(...request);
    },
  };
  const sweepOwn = openSweep({
    ...sweepOptions,
    wire: stopWhenGone(countingWire),
    known: (name) => bindings.get(secretName(name)),
  });
  let earlier = NOTHING_SWEPT;
  const close = async (): Promise<RunRecord['leftovers']> => {
    cleanupWire.renewBudget();
    const left = options.keep
      ? []
      : (await sweepOwn.run(ledger.outstanding(), (id, proof) => ledger.settle(id, proof))).leftovers;
    ledger.close(options.keep);
    heartbeat.stop();
    await cleanupWire.close();
    return [...leftoversOf(earlier), ...(options.targetKind === 'embedded' ? left.map(withoutRemoval) : left)];
  };
  const patienceMs = options.config.limits.connectTimeoutMs;
  const guard = openServiceGuard({ context, wire, bindings, patienceMs, onProgress });
  const preflight = openPreflight({ wire, bindings, given: new Set(Object.keys(options.config.secrets)) });
  let prepared: Prepared;
  try {
    // Before anything is made, and before any credential is sent.
    if (usesControlPlane(foreseen, bootstrap)) await guard.show({ service: 'cp' });
    await proveWhatBootstrapRestsOn(preflight, foreseen.preflight, secretsOf(options.config, bootstrap), (tenantSlug) =>
      guard.show({ service: 'tenant', tenantSlug }),
    );
    throwIfInterrupted(options.signal);
    if (options.sweepsEarlier && options.targetKind !== 'production')
      earlier = await sweepEarlierRuns({
        ...sweepOptions,
        wire,
        reports: dirname(options.directory),
        config: options.config,
        targetKind: options.targetKind,
        includesKept: false,
      });
    throwIfInterrupted(options.signal);
    prepared = await prepare(
      { ...options, selection },
      {
        wire,
        redactor,
        bindings,
        secrets,
        clock,
        steps: bootstrap,
        ledger,
        cases: countCases(foreseen),
        guard,
        preflight,
      },
    );
    throwIfInterrupted(options.signal);
  } catch (error) {
    throw withLeftovers(error, await close());
  }
  const { plan, bootstrapped, proven } = prepared;
  return {
    input: {
      runId: options.runId,
      runToken: options.runToken,
      directory: options.directory,
      files: options.files,
      seed: options.seed,
      profile: options.profile,
      selection,
      targetKind: options.targetKind,
      config: options.config,
      bindings: Object.fromEntries([...bindings].filter(([name]) => kindOf(name) !== 'secret')),
      secrets,
      unproven: proven.unproven,
      reserved: Object.fromEntries(usesOf(options, bootstrap)),
      unremovable: Object.fromEntries(bootstrapped.unremovable),
      budget: cleanupWire.budgetState(),
      concurrency: options.concurrency,
      allowCreation: options.allowCreation,
    },
    cases: countCases(plan),
    findSecrets: (text) => redactor.hits(text),
    addSecret: (label, value) => void redactor.add(label, value),
    abandon: close,
    finish: async (problems) => {
      const journal = settleLostAnswers(readJournal(options.directory));
      const budget = journal.findLast((line) => line.kind === 'budget');
      // Only sessions write such lines, and this is what they write.
      if (budget !== undefined) cleanupWire.resumeBudget(budget.state as BudgetState);
      const leftovers = await close();
      const failedSteps = describeFailedSteps(bootstrapped, plan);
      const built = buildRecord({
        run: factsOf(options, startedAtMs, clock.nowMs() - startedAtMs),
        contract,
        columns: columnsOf(scope),
        data: options.inputs.data,
        plan,
        journal,
        otherRequests: addCounts(bootstrapped.requests, proven.requests),
        plannedOtherRequests: countSteps(bootstrap),
        polling: bootstrapped.polling + proven.repeats + guard.requests(),
        gaps: [...bootstrapped.gaps, ...proven.gaps],
        notes: [
          ...options.inputs.notes,
          ...notesOnScope(options.config),
          ...notesOf(earlier),
          ...(options.keep ? keptNotes(ledger) : []),
          ...unwrittenNotes(ledger),
        ],
        retries: cleanupWire.retries(),
        removals,
        leftovers,
        budgetMs: options.config.limits.latencyBudgetMs,
        interrupted: options.signal?.aborted === true,
        problems,
      });
      const record: RunRecord = failedSteps.length === 0 ? built : { ...built, failedSteps };
      return options.signal?.aborted === true ? record : addReconciliation(options, prepared, record, journal);
    },
  };
}

/** Looks for edits of the contract that would make its findings go, and adds them to the record. */
async function addReconciliation(
  options: RunOptions,
  { context, plan }: Prepared,
  record: RunRecord,
  journal: readonly JournalLine[],
): Promise<RunRecord> {
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

interface PrepareTools {
  readonly wire: Wire;
  readonly redactor: Redactor;
  readonly bindings: Map<string, string>;
  readonly secrets: Record<string, string>;
  readonly clock: Clock;
  readonly steps: readonly BootstrapStep[];
  readonly ledger: CleanupLedger;
  readonly cases: number;
  readonly guard: ServiceGuard;
  readonly preflight: Preflight;
}

interface Prepared {
  readonly context: PlanContext;
  readonly plan: Plan;
  readonly bootstrapped: BootstrapResult;
  readonly proven: PreflightResult;
}

/** Derives what the configuration does not give, plans with it, and shows services and credentials at work. */
async function prepare(options: RunOptions, tools: PrepareTools): Promise<Prepared> {
  const addSecret = (label: string, value: string): void => {
    tools.secrets[label] = value;
    addToRedactor(tools.redactor, label, value);
  };
  const bootstrapped = await runBootstrap(
    {
      wire: tools.wire,
      ledger: tools.ledger,
      clock: tools.clock,
      bindings: tools.bindings,
      addSecret,
      pollIntervalMs: options.config.limits.pollIntervalMs,
      timeoutMs: {
        provision: options.config.limits.provisionTimeoutMs,
        adminToken: options.config.limits.adminTokenTimeoutMs,
        tenantReady: options.config.limits.tenantReadyTimeoutMs,
      },
      cases: tools.cases,
      onProgress: (text) => options.onProgress(text),
      showTenant: (tenantSlug) => tools.guard.show({ service: 'tenant', tenantSlug }),
      ...defined({ signal: options.signal }),
    },
    tools.steps,
  );
  const slug = tools.bindings.get('org.slug');
  const { tenantBaseUrl } = options.config;
  if (slug !== undefined && tenantBaseUrl !== undefined)
    tools.bindings.set('origin.tenant', new URL(tenantBaseUrl.replace('{slug}', slug)).origin);
  const context = await contextFor(options, new Set(tools.bindings.keys()), tools.bindings);
  const plan = createPlan(context, options.selection, beforeCases(options, tools.steps));
  for (const tenantSlug of tenantsOf(plan))
    if (namesIn(tenantSlug).every((name) => tools.bindings.has(name)))
      await tools.guard.show({ service: 'tenant', tenantSlug });
  options.onProgress('shows each credential at work');
  const proven = await tools.preflight.run(plan.preflight);
  return { context, plan, bootstrapped, proven };
}
