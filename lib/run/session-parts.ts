import { modify } from '../cases/bind.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import { createPlan, type Plan } from '../cases/plan.ts';
import { rareOperations } from '../cases/quotas.ts';
import type { Selection } from '../cases/selection.ts';
import type { Contract } from '../contract/contract.ts';
import type { Expectations } from '../contract/lay-overlays.ts';
import type { Clock } from '../core/clock.ts';
import { createRedactor, type Redactor } from '../exchange/redaction.ts';
import { type Journal, openJournal } from '../findings/record-file.ts';
import type { CleanupLedger } from '../cleanup/cleanup-ledger.ts';
import { isOwnOrg, type RemoteConfig } from '../config/config.ts';
import { isRunInterrupted } from '../cleanup/heartbeat.ts';
import type { TargetKind } from '../config/safety-policy.ts';
import { givenWorkspaces } from '../setup/plan-bootstrap.ts';
import type { InputFiles, Inputs } from '../setup/read-inputs.ts';
import type { Unproven } from '../setup/preflight.ts';
import { createPlanContext } from '../setup/create-plan-context.ts';
import { scopeOf } from '../setup/scope-of-config.ts';
import { stopOnceInterrupted } from '../transport/stop-sending.ts';
import type { BudgetState } from '../transport/rate-budget.ts';
import { openWire, type Wire } from '../transport/wire.ts';
import { openRunLedger } from './run-folder.ts';
import { nameSecrets } from '../core/names.ts';

/** Everything that the suites need to know of a run that was opened before them. Plain data, handed from process to process. */
export interface SessionInput {
  readonly runId: string;
  /** Short, lower case, unique to the run: part of every name that the run gives. */
  readonly runToken: string;
  readonly directory: string;
  readonly files: InputFiles;
  readonly seed: string;
  readonly profile: string;
  readonly selection: Selection;
  readonly targetKind: TargetKind;
  readonly config: RemoteConfig;
  /** Values for `${...}` names that are not secret. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Values for `${secret.*}` names, without the prefix. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Credentials that could not be shown to work, by tier or persona. */
  readonly unproven: Readonly<Record<string, Unproven>>;
  /** The part of quotas that deriving credentials has used. */
  readonly reserved: Readonly<Record<string, number>>;
  /** Why nothing more is made that a call removes, by the operation id of that call: the set-up saw it refused. */
  readonly unremovable: Readonly<Record<string, string>>;
  /** Limits of the target learned so far, and waits spent. */
  readonly budget: BudgetState;
  readonly concurrency: number;
  readonly allowCreation: boolean;
  /** Secrets that the cases mint are handed over to the process that started the suites, which searches its reports for them. */
  readonly handsOverSecrets?: true;
}

/** The parts that a session works with; everything is closed with the worker. */
export interface SessionParts {
  readonly contract: Contract;
  readonly data: ConformanceData;
  readonly plan: Plan;
  readonly expectations: Expectations;
  /** For requests that remove things: it goes on sending when the run is interrupted. */
  readonly removalWire: Wire;
  /** For all other requests: sends nothing any more once the run is interrupted. */
  readonly wire: Wire;
  /** Interrupts the session where the suites are run by plain vitest; `conform` says it in the folder of the run. */
  readonly interrupt: () => void;
  readonly ledger: CleanupLedger;
  readonly journal: Journal;
  readonly bindings: ReadonlyMap<string, string>;
  readonly addSecret: (label: string, value: string) => void;
  /** Secrets that the cases brought to light since the last call, by value. */
  readonly takeNewSecrets: () => readonly LabelledSecret[];
}

/** A secret with its label. */
export type LabelledSecret = readonly [label: string, value: string];

export async function openSessionParts(input: SessionInput, inputs: Inputs, clock: Clock): Promise<SessionParts> {
  const bindings = allBindings(input);
  const context = await createPlanContext(inputs, {
    seed: input.seed,
    profile: input.profile,
    targetKind: input.targetKind,
    scope: scopeOf(input.config),
    available: new Set(bindings.keys()),
    known: bindings,
    given: givenWorkspaces(input.config),
    isOwnOrg: isOwnOrg(input.config),
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

/** The same redactor, which notes every secret that it learns from here on. */
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

export function createRedactorFor(secrets: Readonly<Record<string, string>>): Redactor {
  const redactor = createRedactor();
  for (const [label, value] of Object.entries(secrets)) addToRedactor(redactor, label, value);
  return redactor;
}

/** Adds a secret, and the other spellings of it that requests send: without its last character it is still a secret. */
export function addToRedactor(redactor: Redactor, label: string, value: string): void {
  redactor.add(label, value);
  for (const modifier of ['truncated', 'swapped']) {
    const made = modify(modifier, value);
    if (made !== value) redactor.add(`${label} (${modifier})`, made);
  }
}

function allBindings(input: SessionInput): ReadonlyMap<string, string> {
  return new Map([...Object.entries(input.bindings), ...nameSecrets(input.secrets)]);
}
