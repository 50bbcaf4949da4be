import { defined } from '../core/defined.ts';
import { dirname, relative } from 'node:path';
import { type Before, createPlan, type Plan, plannedSteps, whyUnproven } from '../cases/plan.ts';
import { countUses, type QuotaUse, rareOperations } from '../cases/quotas.ts';
import { type Bindings, namesIn, uuidFrom } from '../cases/bind.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import { describeSelection, type Selection } from '../cases/selection.ts';
import { operationsOfShard } from '../cases/shard.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import { HarnessError } from '../core/errors.ts';
import { hashText } from '../core/hash.ts';
import { createSeededRandom } from '../core/seeded-random.ts';
import type { Severity } from '../core/severity.ts';
import type { Redactor } from '../exchange/redaction.ts';
import { openJournal, readJournal } from '../findings/record-file.ts';
import type { Leftover, RunRecord } from '../findings/run-record.ts';
import type { CleanupLedger } from '../cleanup/cleanup-ledger.ts';
import { startHeartbeat } from '../cleanup/heartbeat.ts';
import type { RemoteConfig } from '../config/config.ts';
import type { BudgetState } from '../transport/rate-budget.ts';
import type { TargetKind } from '../config/safety-policy.ts';
import { type BootstrapResult, runBootstrap } from '../setup/bootstrap.ts';
import type { BootstrapStep } from '../setup/bootstrap-steps.ts';
import {
  configBindings,
  givenWorkspaces,
  namesAskedBy,
  namesFromConfig,
  planBootstrap,
  pruneBootstrap,
} from '../setup/plan-bootstrap.ts';
import { buildRecord } from './build-record.ts';
import { DEFAULT_FILES, type InputFiles, type Inputs } from '../setup/read-inputs.ts';
import { createPlanContext } from '../setup/create-plan-context.ts';
import { stopOnceInterrupted, stopWhenGone, throwIfInterrupted } from '../transport/stop-sending.ts';
import { openWire, type Wire } from '../transport/wire.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { openFolder } from './open-folder.ts';
import {
  openPreflight,
  type Preflight,
  type PreflightResult,
  proveWhatBootstrapRestsOn,
  secretsOf,
} from '../setup/preflight.ts';
import type { SessionInput } from './session-input.ts';
import { addToRedactor, createRedactorFor, openRunLedger } from './session-parts.ts';
import { settleWeather } from './settle-weather.ts';
import { type CaseCounts, startSuites } from './start-suites.ts';
import {
  type EarlierSweep,
  leftoversOf,
  notesOf,
  NOTHING_SWEPT,
  sweepEarlierRuns,
} from '../cleanup/sweep-earlier-runs.ts';
import { openServiceGuard, type ServiceGuard } from '../setup/show-service.ts';
import { openSweep } from '../cleanup/sweep.ts';

export interface RunOptions {
  readonly inputs: Inputs;
  readonly files: InputFiles;
  readonly config: RemoteConfig;
  readonly targetKind: TargetKind;
  readonly profile: string;
  readonly selection: Selection;
  readonly seed: string;
  readonly runId: string;
  /** Part of every name that the run gives; repeats only on a deployment that starts afresh with each run. */
  readonly runToken: string;
  readonly directory: string;
  readonly concurrency: number;
  /** For the smoke profile, which otherwise makes nothing. */
  readonly allowCreation: boolean;
  /** What the run made stays, and the report says so. */
  readonly keep: boolean;
  /** What earlier runs left on the target is removed first. */
  readonly sweepsEarlier: boolean;
  readonly failOn: Severity | 'never';
  readonly maxGaps?: number;
  readonly faults: readonly string[];
  readonly toolVersion: string;
  /** As it was named; it stands in the commands that send something again. */
  readonly envFile?: string;
  readonly onProgress: (text: string, done?: number, of?: number) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** The plan of a run, with the calls that come before it; nothing is sent. */
export interface FullPlan {
  readonly plan: Plan;
  readonly context: PlanContext;
  /** What the selected cases need of what could be derived. */
  readonly bootstrap: readonly BootstrapStep[];
  /** With the operations that fall to the shard, where there is one. */
  readonly selection: Selection;
  readonly requestsPerOperation: Readonly<Record<string, number>>;
  readonly requests: number;
}

type PlanOptions = Pick<
  RunOptions,
  'inputs' | 'config' | 'targetKind' | 'profile' | 'selection' | 'seed' | 'allowCreation'
>;

/** Works out everything that a run would send. Sends nothing. */
export async function foreseeRun(options: PlanOptions): Promise<FullPlan> {
  const every = await foreseeDerivable(options);
  const full = await contextFor(options, availableAfter(options.config, every));
  const selection = narrow(full, options.selection);
  const bootstrap = pruneBootstrap(every, namesAskedBy(createPlan(full, selection)));
  const context = await contextFor(options, availableAfter(options.config, bootstrap));
  const plan = createPlan(context, selection, beforeCases(options, bootstrap));
  const counts = { ...plan.requestsPerOperation };
  for (const [name, count] of Object.entries(countSteps(bootstrap))) counts[name] = (counts[name] ?? 0) + count;
  return {
    plan,
    context,
    bootstrap,
    selection,
    requestsPerOperation: counts,
    requests: Object.values(counts).reduce((sum, count) => sum + count, 0),
  };
}

export interface PerformedRun {
  readonly record: RunRecord;
  /** Labels of the secrets of this run that stand in a text, in any spelling. */
  readonly findSecrets: (text: string) => readonly string[];
}

/** A whole run: credentials are derived and shown to work, the suites run, what was made is removed, the record is built. */
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

/** What could not be removed is said, whatever else went wrong. */
/** The embedded deployment ends with its run, and takes with it what could not be removed: there is nothing to remove it from. */
function withoutRemoval({ kind, name }: Leftover): Leftover {
  return { kind, name, removal: '' };
}

function withLeftovers(error: unknown, leftovers: RunRecord['leftovers']): unknown {
  if (leftovers.length === 0) return error;
  const message = error instanceof Error ? error.message : String(error);
  const list = leftovers.flatMap(({ name, removal }) => (removal === '' ? [name] : [name, `  ${removal}`]));
  const count = `${leftovers.length} ${leftovers.length === 1 ? 'thing' : 'things'}`;
  if (!(error instanceof HarnessError) || error.code !== 'unreachable')
    return new HarnessError('leftover', `${message}; and ${count} could not be removed`, list);
  // Where nobody is there to remove a thing from, that it may be left weighs less than that nobody is there.
  const left = `${message}; ${count} that the run made may be left, and \`conform sweep\` removes them once it is back`;
  return new HarnessError('unreachable', left, [...error.details, ...list]);
}

/** A run whose credentials are in place, ready for its suites. */
export interface OpenedRun {
  readonly input: SessionInput;
  readonly cases: number;
  readonly findSecrets: (text: string) => readonly string[];
  /** What the cases minted is searched for as well. */
  readonly addSecret: (label: string, value: string) => void;
  finish(problems: readonly string[]): Promise<RunRecord>;
  /** Removes what was made; for a run that ends without a record. Gives what could not be removed. */
  abandon(): Promise<RunRecord['leftovers']>;
}

export async function openRun(options: RunOptions): Promise<OpenedRun> {
  const clock = options.clock ?? systemClock;
  const startedAtMs = clock.nowMs();
  const { bootstrap, selection, plan: foreseen, context } = await foreseeRun(options);
  throwIfInterrupted(options.signal);
  const cases = countCases(foreseen);
  const secrets: Record<string, string> = { ...options.config.secrets, ...madeSecrets(options) };
  const redactor = createRedactorFor(secrets);
  const wire = openWire({
    config: options.config,
    runId: options.runId,
    redactor,
    part: 'setup',
    rare: rareOperations(options.inputs.data),
    clock,
  });
  // Everything but removing what this run made is sent on it.
  const ownWire = stopOnceInterrupted(wire, () => options.signal?.aborted === true);
  const { heartbeat, ledger } = openFolder(options.directory, () => {
    openJournal(options.directory);
    return { heartbeat: startHeartbeat(options.directory, options.signal), ledger: openRunLedger(options) };
  });
  const bindings = firstBindings(options, secrets);
  let removals = 0;
  const sweepOptions = {
    inputs: options.inputs,
    limits: options.config.limits,
    clock,
    onProgress: (text: string) => options.onProgress(text),
    addSecret: (label: string, value: string) => addToRedactor(redactor, label, value),
  };
  const countingWire = stopWhenGone({
    send: (...request) => {
      removals += 1;
      return wire.send(...request);
    },
  });
  const sweepOwn = openSweep({ ...sweepOptions, wire: countingWire, known: (name) => bindings.get(`secret.${name}`) });
  let earlier: EarlierSweep = NOTHING_SWEPT;
  const close = async (): Promise<RunRecord['leftovers']> => {
    wire.renewBudget();
    const left = options.keep
      ? []
      : (await sweepOwn.run(ledger.outstanding(), (id, proof) => ledger.settle(id, proof))).leftovers;
    ledger.close(options.keep);
    heartbeat.stop();
    await wire.close();
    return [...leftoversOf(earlier), ...(options.targetKind === 'embedded' ? left.map(withoutRemoval) : left)];
  };
  let prepared: Prepared;
  const guard = openServiceGuard({
    context,
    wire: ownWire,
    bindings,
    patienceMs: options.config.limits.connectTimeoutMs,
    onProgress: (text) => options.onProgress(text),
  });
  const preflight = openPreflight({ wire: ownWire, bindings, given: new Set(Object.keys(options.config.secrets)) });
  try {
    // Nothing is made, and no credential shown, before it is known who is asked.
    if (usesControlPlane(foreseen, bootstrap)) await guard.show({ service: 'cp' });
    await proveWhatBootstrapRestsOn(preflight, foreseen.preflight, secretsOf(options.config, bootstrap), (tenantSlug) =>
      guard.show({ service: 'tenant', tenantSlug }),
    );
    throwIfInterrupted(options.signal);
    if (options.sweepsEarlier && options.targetKind !== 'production')
      earlier = await sweepEarlierRuns({
        ...sweepOptions,
        wire: ownWire,
        reports: dirname(options.directory),
        config: options.config,
        targetKind: options.targetKind,
        includesKept: false,
      });
    prepared = await prepare(
      { ...options, selection },
      { wire: ownWire, redactor, bindings, secrets, clock, steps: bootstrap, ledger, cases, guard, preflight },
    );
    throwIfInterrupted(options.signal);
  } catch (error) {
    throw withLeftovers(error, await close());
  }
  const { plan, bootstrapped, proven } = prepared;
  const input: SessionInput = {
    runId: options.runId,
    runToken: options.runToken,
    directory: options.directory,
    files: options.files,
    seed: options.seed,
    profile: options.profile,
    selection,
    targetKind: options.targetKind,
    config: options.config,
    bindings: Object.fromEntries([...bindings].filter(([name]) => !name.startsWith('secret.'))),
    secrets,
    unproven: proven.unproven,
    reserved: Object.fromEntries(usesOf(options, bootstrap)),
    budget: wire.budgetState(),
    concurrency: options.concurrency,
    allowCreation: options.allowCreation,
    isOwnOrg: options.config.org === undefined,
  };
  return {
    input,
    cases: countCases(plan),
    findSecrets: (text) => redactor.hits(text),
    addSecret: (label, value) => void redactor.add(label, value),
    abandon: close,
    finish: async (problems) => {
      const journal = settleWeather(readJournal(options.directory));
      const budget = journal.findLast((line) => line.kind === 'budget');
      // Only sessions write such lines, and this is what they write.
      if (budget !== undefined) wire.resumeBudget(budget.state as BudgetState);
      const leftovers = await close();
      const { contract } = options.inputs;
      const record = buildRecord({
        run: {
          id: options.runId,
          startedAt: new Date(startedAtMs).toISOString(),
          durationMs: clock.nowMs() - startedAtMs,
          seed: options.seed,
          profile: options.profile,
          selection: describeSelection(options.selection),
          failOn: options.failOn,
          ...defined({ maxGaps: options.maxGaps }),
          target: {
            name: targetNameOf(options),
            kind: options.targetKind,
            cpBaseUrl: options.config.cpBaseUrl,
            tenantBaseUrl: options.config.tenantBaseUrl,
            ...defined({ envFile: options.envFile }),
          },
          contract: describeContract(options),
          tool: { version: options.toolVersion, node: process.versions.node },
          faults: options.faults,
        },
        contract,
        data: options.inputs.data,
        plan,
        journal,
        otherRequests: sumCounts(bootstrapped.requests, proven.requests),
        plannedOtherRequests: countSteps(bootstrap),
        polling: bootstrapped.polling + proven.repeats + guard.requests(),
        gaps: [...bootstrapped.gaps, ...proven.gaps],
        notes: [
          ...options.inputs.notes,
          ...notesOf(earlier),
          ...(options.keep ? keptNotes(ledger) : []),
          ...unwrittenNotes(ledger),
        ],
        retries: wire.retries(),
        removals,
        leftovers,
        budgetMs: options.config.limits.latencyBudgetMs,
        interrupted: options.signal?.aborted === true,
        problems,
      });
      if (options.signal?.aborted === true) return record;
      options.onProgress('looks for edits of the contract that would reconcile');
      const reconciliation = await reconcile(record.findings, {
        context: prepared.context,
        selection: options.selection,
        expectationsFile: options.files.overlay,
        expectations: options.inputs.expectations,
        plan,
        journal,
      });
      return reconciliation === undefined ? record : { ...record, reconciliation };
    },
  };
}

/**
 * What a shard comes to is worked out before anything is sent, and from everything that could be derived, so that what one
 * shard derives or cannot derive does not change what the others take for theirs.
 */
function narrow(context: PlanContext, selection: Selection): Selection {
  if (selection.shard === undefined) return selection;
  return { ...selection, operations: operationsOfShard(createPlan(context, selection).lanes, selection.shard) };
}

function describeContract({ inputs: { contract }, files }: RunOptions): RunRecord['run']['contract'] {
  const overlays = files.edits?.map((file) => relative(process.cwd(), file) || file) ?? [];
  return {
    file: contract.file,
    ...(overlays.length === 0 ? {} : { overlays }),
    ...(files.data === DEFAULT_FILES.data ? {} : { data: relative(process.cwd(), files.data) }),
    title: contract.title,
    version: contract.version,
    hash: contract.hash,
  };
}

/** What `--keep` leaves standing, newest last; `conform sweep` removes it. */
function keptNotes(ledger: CleanupLedger): readonly string[] {
  return ledger
    .outstanding()
    .map((entry) => `kept: ${entry.kind} (${Object.values(entry.values).join(', ')}); \`conform sweep\` removes it`);
}

function unwrittenNotes(ledger: CleanupLedger): readonly string[] {
  const lines = ledger.unwritten();
  if (lines === 0) return [];
  return [
    `${lines} lines of the ledger could not be written: \`conform sweep\` will look again for what is gone already`,
  ];
}

/** What a target is called in reports, and what its baseline and history go by. */
export function targetNameOf(options: Pick<RunOptions, 'targetKind' | 'config'>): string {
  return options.targetKind === 'embedded' ? 'embedded' : options.config.name;
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
  if (slug !== undefined)
    tools.bindings.set('origin.tenant', new URL(options.config.tenantBaseUrl.replace('{slug}', slug)).origin);
  const context = await contextFor(options, new Set(tools.bindings.keys()), tools.bindings);
  const plan = createPlan(context, options.selection, beforeCases(options, tools.steps));
  for (const tenantSlug of tenantsOf(plan))
    if (namesIn(tenantSlug).every((name) => tools.bindings.has(name)))
      await tools.guard.show({ service: 'tenant', tenantSlug });
  options.onProgress('shows each credential at work');
  const proven = await tools.preflight.run(plan.preflight);
  return { context, plan, bootstrapped, proven };
}

async function contextFor(
  options: PlanOptions,
  available: ReadonlySet<string>,
  known: Bindings = new Map(Object.entries(options.config.secrets).map(([name, value]) => [`secret.${name}`, value])),
): Promise<PlanContext> {
  return createPlanContext(options.inputs, {
    seed: options.seed,
    profile: options.profile,
    targetKind: options.targetKind,
    available,
    known,
    given: givenWorkspaces(options.config),
    isOwnOrg: options.config.org === undefined,
    mayCreate: options.allowCreation,
  });
}

/** What could be derived, whether the selection needs it or not. Sends nothing. */
export async function foreseeDerivable(options: PlanOptions): Promise<readonly BootstrapStep[]> {
  const context = await contextFor(options, new Set());
  const mayCreate = (options.profile !== 'smoke' || options.allowCreation) && options.targetKind !== 'production';
  return planBootstrap(context, options.config, mayCreate);
}

/** What deriving credentials takes of rare requests. */
function usesOf({ inputs }: PlanOptions, steps: readonly BootstrapStep[]): QuotaUse {
  return countUses(
    inputs.data,
    steps.map((step) => step.request),
  );
}

function beforeCases(options: PlanOptions, steps: readonly BootstrapStep[]): Before {
  return { uses: usesOf(options, steps), secrets: secretsOf(options.config, steps) };
}

function usesControlPlane({ preflight, lanes }: Plan, steps: readonly BootstrapStep[]): boolean {
  const requests = [
    ...[...steps, ...preflight].map(({ request }) => request),
    ...casesOf(lanes).flatMap((testCase) => plannedSteps(testCase).map(({ request }) => request)),
  ];
  return requests.some(({ service }) => service === 'cp');
}

/** The tenants that are asked for a proof, or by a case at its own host. */
function tenantsOf({ preflight, lanes }: Plan): readonly string[] {
  const requests = [
    ...preflight.filter((probe) => whyUnproven(probe) === undefined).map(({ request }) => request),
    ...casesOf(lanes).flatMap((testCase) => plannedSteps(testCase).map(({ request }) => request)),
  ];
  return [
    ...new Set(
      requests.flatMap(({ service, tenantSlug }) =>
        service === 'tenant' && tenantSlug !== undefined ? [tenantSlug] : [],
      ),
    ),
  ];
}

function casesOf(lanes: Plan['lanes']): Plan['lanes'][number]['cases'] {
  return lanes.flatMap(({ cases }) => cases);
}

function availableAfter(config: RemoteConfig, steps: readonly BootstrapStep[]): ReadonlySet<string> {
  return new Set([...namesFromConfig(config), ...steps.flatMap((step) => step.extracts.map(({ name }) => name))]);
}

function countCases(plan: Plan): number {
  return plan.lanes.reduce((sum, lane) => sum + lane.cases.length, 0);
}

function countSteps(steps: readonly BootstrapStep[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const step of steps) counts[step.request.operationId] = (counts[step.request.operationId] ?? 0) + 1;
  return counts;
}

function sumCounts(
  left: Readonly<Record<string, number>>,
  right: Readonly<Record<string, number>>,
): Record<string, number> {
  const result: Record<string, number> = { ...left };
  for (const [name, count] of Object.entries(right)) result[name] = (result[name] ?? 0) + count;
  return result;
}

/** Secrets that the run makes up: a bearer that was never issued, and a value to be stored and never seen again. */
function madeSecrets(options: RunOptions): Record<string, string> {
  const random = createSeededRandom(`${options.runToken}/${options.seed}`);
  const text = (length: number): string =>
    Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join('');
  return { garbage: text(43), sentValue: text(32), expiredToken: expiredToken(text(16)) };
}

/** A token of the form of RFC 7519 that says it expired in 2001, with `none` for a signature: whoever reads it without verifying lets it in. */
function expiredToken(id: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub: 'conformance', jti: id, iat: 999_996_400, exp: 1_000_000_000 })}.`;
}

function firstBindings(options: RunOptions, secrets: Readonly<Record<string, string>>): Map<string, string> {
  const digest = hashText(`${options.runToken}/unknown`);
  return new Map([
    ...Object.entries(configBindings(options.config)),
    ...Object.entries(secrets).map(([name, value]) => [`secret.${name}`, value] as const),
    ...Object.entries(options.inputs.data.values).map(([name, value]) => [`value.${name}`, value] as const),
    ['run.token', options.runToken],
    ['origin.cp', new URL(options.config.cpBaseUrl).origin],
    ['run.org', `e2e-${options.runToken}-a`],
    ['run.otherOrg', `e2e-${options.runToken}-b`],
    ['unknown.uuid', uuidFrom(digest)],
    ['unknown.slug', `e2e-unknown-${digest.slice(0, 12)}`],
    ['unknown.token', `conformance-unknown-${digest.slice(0, 12)}`],
    ['unknown.key', `CONFORMANCE_UNKNOWN_${digest.slice(0, 12).toUpperCase()}`],
  ]);
}
