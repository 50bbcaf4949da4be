import type { Selection } from '../cases/selection.ts';
import type { RemoteConfig } from '../config/config.ts';
import type { BudgetState } from '../transport/rate-budget.ts';
import type { InputFiles } from '../setup/read-inputs.ts';
import type { Unproven } from '../setup/preflight.ts';
import type { TargetKind } from '../config/safety-policy.ts';

/** What the suites need to know of a run that was opened before them; plain data, handed from process to process. */
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
  /** What deriving credentials took of quotas. */
  readonly reserved: Readonly<Record<string, number>>;
  /** What has been learned of the target's limits so far, and spent on waiting. */
  readonly budget: BudgetState;
  readonly concurrency: number;
  readonly allowCreation: boolean;
  readonly isOwnOrg: boolean;
  /** Whoever started the suites takes what the cases mint, and stores none of it. */
  readonly handsOverSecrets?: true;
}
