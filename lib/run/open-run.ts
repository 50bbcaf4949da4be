import { dirname } from 'node:path';
import { namesIn } from '../cases/bind.ts';
import { rareOperations } from '../cases/quotas.ts';
import { narrowContract } from '../cases/scope.ts';
import type { CleanupLedger } from '../cleanup/cleanup-ledger.ts';
import { startHeartbeat, type Heartbeat } from '../cleanup/heartbeat.ts';
import { leftoversOf, NOTHING_SWEPT, sweepEarlierRuns, type EarlierSweep } from '../cleanup/sweep-earlier-runs.ts';
import { openSweep } from '../cleanup/sweep.ts';
import type { Contract } from '../contract/contract.ts';
import { systemClock, type Clock } from '../core/clock.ts';
import { defined } from '../core/defined.ts';
import { HarnessError } from '../core/errors.ts';
import { secretName } from '../core/names.ts';
import { countOf } from '../core/text.ts';
import type { Redactor } from '../exchange/redaction.ts';
import { openJournal, type Journal } from '../findings/record-file.ts';
import type { Leftover } from '../findings/run-record.ts';
import { runBootstrap, type BootstrapResult } from '../setup/bootstrap.ts';
import { openPreflight, proveWhatBootstrapRestsOn, secretsOf, type PreflightResult } from '../setup/preflight.ts';
import { openServiceGuard, type ShowInstance } from '../setup/show-service.ts';
import { stopOnceInterrupted, stopWhenGone, throwIfInterrupted } from '../transport/stop-sending.ts';
import { openWire, type Wire } from '../transport/wire.ts';
import { arrangeWithNames, countCases, foreseeRun, instancesOf, loneServicesOf, type FullPlan } from './foresee-run.ts';
import { bindOrigins, makeBindings, makeSecrets } from './make-bindings.ts';
import { MetAnswers } from './met-answers.ts';
import { addToRedactor, createRedactorFor } from './redactor-of-run.ts';
import { openFolder, openRunLedger } from './run-folder.ts';
import type { RunOptions } from './run-options.ts';

/** What a run was asked to do, and the part of the contract that it is about. */
interface RunScope {
  readonly options: RunOptions;
  readonly clock: Clock;
  readonly startedAtMs: number;
  /** The operations in scope. */
  readonly contract: Contract;
}

/** A run that knows what it will send. */
export interface PlannedRun {
  readonly scope: RunScope;
  readonly foreseen: FullPlan;
}

/** What a run writes to and sends with, from its first request to its last. */
export interface Equipment {
  readonly journal: Journal;
  readonly ledger: CleanupLedger;
  readonly heartbeat: Heartbeat;
  /** What was answered where no check looks. */
  readonly met: MetAnswers;
  /** For everything but removals: sends nothing more once the run is interrupted. */
  readonly wire: Wire;
  readonly removalWire: Wire;
  /** Values of names; grows as things are made and credentials are derived. */
  readonly bindings: Map<string, string>;
  readonly redactor: Redactor;
}

/** A run whose credentials are in place and shown at work: its cases can be sent. */
export interface OpenedRun {
  readonly planned: PlannedRun;
  readonly equipment: Equipment;
  /** The plan, with the cases withheld that rest on something which could not be derived. */
  readonly arranged: FullPlan;
  readonly bootstrapped: BootstrapResult;
  readonly proven: PreflightResult;
  /** Requests that showed that this API answers. */
  readonly looks: number;
  readonly earlier: EarlierSweep;
}

/** Works out what a run will send. Sends nothing. */
export async function planRun(options: RunOptions): Promise<PlannedRun> {
  const clock = options.clock ?? systemClock;
  const scope = {
    options,
    clock,
    startedAtMs: clock.nowMs(),
    contract: narrowContract(options.inputs.contract, options.inputs.platform.scopeOf(options.config)),
  };
  const foreseen = await foreseeRun(options);
  throwIfInterrupted(options.signal);
  return { scope, foreseen };
}

/** Opens a planned run: shows that this API answers, derives credentials and things, and shows each credential at work. */
export async function openRun(planned: PlannedRun): Promise<OpenedRun> {
  const equipment = equip(planned.scope);
  let earlier = NOTHING_SWEPT;
  try {
    const { scope, foreseen } = planned;
    const { options } = scope;
    const { wire, bindings, redactor } = equipment;
    const onProgress = (text: string): void => options.onProgress(text);
    const guard = openServiceGuard({
      context: foreseen.context,
      wire,
      bindings,
      patienceMs: options.config.limits.connectTimeoutMs,
      onProgress,
    });
    const preflight = openPreflight({ wire, bindings, given: new Set(Object.keys(options.config.secrets)) });
    const withInstances = new Set(
      scope.contract.platform.services.flatMap(({ id, instanceOf }) => (instanceOf === undefined ? [] : [id])),
    );
    const showInstance: ShowInstance = async ({ service, tenantSlug }) => {
      if (withInstances.has(service) && tenantSlug !== undefined) await guard.show({ service, tenantSlug });
    };
    // Before anything is made, and before any credential is sent.
    for (const service of loneServicesOf(scope.contract, foreseen.plan, foreseen.bootstrap))
      await guard.show({ service });
    const rested = secretsOf(options.config, foreseen.bootstrap);
    await proveWhatBootstrapRestsOn(preflight, foreseen.plan.preflight, rested, showInstance);
    throwIfInterrupted(options.signal);
    if (options.sweepsEarlier && options.targetKind !== 'production')
      earlier = await sweepEarlierRuns({
        ...sweepOptions(scope, redactor),
        wire,
        reports: dirname(options.directory),
        config: options.config,
        targetKind: options.targetKind,
        includesKept: false,
      });
    throwIfInterrupted(options.signal);
    const bootstrapped = await derive(planned, equipment, showInstance);
    const arranged = arrangeWithNames(options, foreseen, bindings);
    for (const instance of instancesOf(arranged.plan))
      if (namesIn(instance.tenantSlug).every((name) => bindings.has(name))) await showInstance(instance);
    onProgress('shows each credential at work');
    const proven = await preflight.run(arranged.plan.preflight);
    throwIfInterrupted(options.signal);
    return { planned, equipment, arranged, bootstrapped, proven, looks: guard.requests(), earlier };
  } catch (error) {
    const { leftovers } = await cleanUp(planned.scope, equipment, earlier);
    throw withLeftovers(error, leftovers);
  }
}

function equip({ options, clock, contract }: RunScope): Equipment {
  const secrets = { ...options.config.secrets, ...makeSecrets(options) };
  const redactor = createRedactorFor(secrets);
  const met = new MetAnswers(contract, options.inputs.data);
  const removalWire = openWire({
    addresses: options.inputs.platform.addresses(options.config),
    config: options.config,
    runId: options.runId,
    redactor,
    rare: rareOperations(options.inputs.data),
    clock,
    onAnswer: (answer) => met.see(answer),
  });
  const files = openFolder(options.directory, () => ({
    journal: openJournal(options.directory),
    heartbeat: startHeartbeat(options.directory),
    ledger: openRunLedger(options),
  }));
  return {
    ...files,
    met,
    removalWire,
    wire: stopOnceInterrupted(removalWire, () => options.signal?.aborted === true),
    bindings: makeBindings(options, secrets),
    redactor,
  };
}

/** Derives what the configuration does not give. */
async function derive(
  { scope: { options, clock }, foreseen }: PlannedRun,
  { wire, ledger, bindings, redactor }: Equipment,
  showInstance: ShowInstance,
): Promise<BootstrapResult> {
  const { limits } = options.config;
  const bootstrapped = await runBootstrap(
    {
      wire,
      ledger,
      clock,
      bindings,
      addSecret: (label, value) => addToRedactor(redactor, label, value),
      pollIntervalMs: limits.pollIntervalMs,
      timeoutMs: {
        provision: limits.provisionTimeoutMs,
        adminToken: limits.adminTokenTimeoutMs,
        tenantReady: limits.tenantReadyTimeoutMs,
      },
      cases: countCases(foreseen.plan),
      onProgress: (text) => options.onProgress(text),
      showInstance,
      ...defined({ signal: options.signal }),
    },
    foreseen.bootstrap,
  );
  bindOrigins(options, bindings);
  return bootstrapped;
}

/** What is left when a run has ended, and what it took to remove the rest. */
export interface CleanedUp {
  readonly leftovers: readonly Leftover[];
  /** Requests. */
  readonly removals: number;
}

/** Removes what a run made, as far as it does not keep it, and closes its files and connections. */
export async function cleanUp(
  scope: RunScope,
  { removalWire, redactor, bindings, ledger, heartbeat, journal }: Equipment,
  earlier: EarlierSweep,
): Promise<CleanedUp> {
  const { options } = scope;
  let removals = 0;
  const wire: Pick<Wire, 'send'> = {
    send: (...request) => {
      removals += 1;
      return removalWire.send(...request);
    },
  };
  const sweep = openSweep({
    ...sweepOptions(scope, redactor),
    wire: stopWhenGone(wire, options.inputs.platform.addresses(options.config)),
    known: (name) => bindings.get(secretName(name)),
  });
  removalWire.renewBudget();
  const { leftovers } = options.keep
    ? { leftovers: [] }
    : await sweep.run(ledger.outstanding(), (id, proof) => ledger.settle(id, proof));
  ledger.close(options.keep);
  heartbeat.stop();
  journal.close();
  await removalWire.close();
  const own = options.targetKind === 'embedded' ? leftovers.map(withoutRemoval) : leftovers;
  return { leftovers: [...leftoversOf(earlier), ...own], removals };
}

function sweepOptions({ options, contract, clock }: RunScope, redactor: Redactor) {
  return {
    inputs: { ...options.inputs, contract },
    limits: options.config.limits,
    clock,
    onProgress: (text: string): void => options.onProgress(text),
    addSecret: (label: string, value: string): void => addToRedactor(redactor, label, value),
  };
}

/** Drops the command that removes a leftover of the embedded deployment: the deployment ends with its run, and the thing with it. */
function withoutRemoval({ kind, name }: Leftover): Leftover {
  return { kind, name, removal: '' };
}

/** Appends the leftovers to an error before it is rethrown. */
function withLeftovers(error: unknown, leftovers: readonly Leftover[]): unknown {
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
