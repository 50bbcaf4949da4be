import { join } from 'node:path';
import { modify } from '../cases/bind.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import { createPlan, type Plan } from '../cases/plan.ts';
import { rareOperations } from '../cases/quotas.ts';
import type { Contract } from '../contract/contract.ts';
import type { Expectations } from '../contract/lay-overlays.ts';
import type { Clock } from '../core/clock.ts';
import { createRedactor, type Redactor } from '../exchange/redaction.ts';
import { type Journal, openJournal } from '../findings/record-file.ts';
import { type CleanupLedger, openLedger } from '../cleanup/cleanup-ledger.ts';
import type { RemoteConfig } from '../config/config.ts';
import { LEDGER_FILE } from '../cleanup/earlier-ledgers.ts';
import { isRunInterrupted } from '../cleanup/heartbeat.ts';
import type { TargetKind } from '../config/safety-policy.ts';
import { givenWorkspaces } from '../setup/plan-bootstrap.ts';
import { type Inputs } from '../setup/read-inputs.ts';
import { createPlanContext } from '../setup/create-plan-context.ts';
import { stopOnceInterrupted } from '../transport/stop-sending.ts';
import { openWire, type Wire } from '../transport/wire.ts';
import type { SessionInput } from './session-input.ts';

/** What a session works with; everything is closed with the worker. */
export interface SessionParts {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly plan: Plan;
  readonly expectations: Expectations;
  /** For what removes things; it goes on when the run is interrupted. */
  readonly removalWire: Wire;
  /** For everything else: sends nothing any more once the run is interrupted. */
  readonly wire: Wire;
  /** Interrupts the session, for who runs the suites without `conform`, which says it in the folder of the run. */
  readonly interrupt: () => void;
  readonly ledger: CleanupLedger;
  readonly journal: Journal;
  readonly bindings: ReadonlyMap<string, string>;
  readonly addSecret: (label: string, value: string) => void;
  /** Secrets that the cases brought to light since the last call, by value. */
  readonly takeNewSecrets: () => readonly LabelledSecret[];
}

/** What a secret is called, and what it is. */
export type LabelledSecret = readonly [label: string, value: string];

export async function openSessionParts(input: SessionInput, inputs: Inputs, clock: Clock): Promise<SessionParts> {
  const bindings = allBindings(input);
  const context = await createPlanContext(inputs, {
    seed: input.seed,
    profile: input.profile,
    targetKind: input.targetKind,
    available: new Set(bindings.keys()),
    known: bindings,
    given: givenWorkspaces(input.config),
    isOwnOrg: input.isOwnOrg,
    mayCreate: input.allowCreation,
  });
  const fresh = new Map<string, string>();
  const redactor = reportTo(fresh, createRedactorFor(input.secrets));
  const removalWire = openWire({
    config: input.config,
    runId: input.runId,
    redactor,
    part: 'suites',
    rare: rareOperations(inputs.data),
    clock,
  });
  removalWire.resumeBudget(input.budget);
  const interruption = new AbortController();
  const wire = stopOnceInterrupted(removalWire, () => interruption.signal.aborted || isRunInterrupted(input.directory));
  return {
    contract: inputs.contract,
    data: inputs.data,
    expectations: inputs.expectations,
    plan: createPlan(context, input.selection, { uses: new Map(Object.entries(input.reserved)) }),
    removalWire,
    wire,
    interrupt: () => interruption.abort(),
    ledger: openRunLedger(input),
    journal: openJournal(input.directory),
    bindings,
    addSecret: (label, value) => addToRedactor(redactor, label, value),
    takeNewSecrets: () => {
      const taken = [...fresh].map(([value, label]): LabelledSecret => [label, value]);
      fresh.clear();
      return taken;
    },
  };
}

/** Whatever the redactor learns from here on is noted as well. */
function reportTo(fresh: Map<string, string>, redactor: Redactor): Redactor {
  return {
    ...redactor,
    add: (label, secret) => {
      const isTaken = redactor.add(label, secret);
      if (isTaken) fresh.set(secret, label);
      return isTaken;
    },
  };
}

/** The ledger of one run: a file of its own, so that runs side by side never remove one another's things. */
export function openRunLedger(run: {
  readonly directory: string;
  readonly runId: string;
  readonly targetKind: TargetKind;
  readonly config: RemoteConfig;
}): CleanupLedger {
  const { name, cpBaseUrl, tenantBaseUrl } = run.config;
  const target = { name, kind: run.targetKind, cpBaseUrl, tenantBaseUrl };
  return openLedger(join(run.directory, LEDGER_FILE), { runId: run.runId, target });
}

export function createRedactorFor(secrets: Readonly<Record<string, string>>): Redactor {
  const redactor = createRedactor();
  for (const [label, value] of Object.entries(secrets)) addToRedactor(redactor, label, value);
  return redactor;
}

/** A secret, and what a request may make of it: without its last character it is still a secret. */
export function addToRedactor(redactor: Redactor, label: string, value: string): void {
  redactor.add(label, value);
  for (const modifier of ['truncated', 'swapped']) {
    const made = modify(modifier, value);
    if (made !== value) redactor.add(`${label} (${modifier})`, made);
  }
}

function allBindings(input: SessionInput): ReadonlyMap<string, string> {
  const secrets = Object.entries(input.secrets).map(([name, value]) => [`secret.${name}`, value] as const);
  return new Map([...Object.entries(input.bindings), ...secrets]);
}
