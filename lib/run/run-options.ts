import type { Selection } from '../cases/selection.ts';
import type { RemoteConfig } from '../config/config.ts';
import type { TargetKind } from '../config/safety-policy.ts';
import type { Clock } from '../core/clock.ts';
import type { Severity } from '../core/severity.ts';
import type { InputFiles, Inputs } from '../setup/read-inputs.ts';

/** Everything that a run is asked to do, and where. */
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
  /** Things that the run made stay, and the report says so. */
  readonly keep: boolean;
  /** Things that earlier runs left on the target are removed first. */
  readonly sweepsEarlier: boolean;
  readonly failOn: Severity | 'never';
  readonly maxGaps?: number;
  readonly faults: readonly string[];
  /** How the tenants of the embedded deployment behave, where that was asked for. */
  readonly edition?: string;
  readonly toolVersion: string;
  /** As it was named; it stands in the commands that send something again. */
  readonly envFile?: string;
  readonly onProgress: (text: string, done?: number, total?: number) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** The options that say what a run would send. */
export type PlanOptions = Pick<
  RunOptions,
  'inputs' | 'config' | 'targetKind' | 'profile' | 'selection' | 'seed' | 'allowCreation'
>;
