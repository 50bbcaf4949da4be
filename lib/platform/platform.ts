import type { CaseFamily, PlanContext } from '../cases/plan-context.ts';
import type { Scope } from '../cases/scope.ts';
import type { Config, ConfigSources, RemoteConfig } from '../config/config.ts';
import type { PlatformFacts } from '../contract/contract.ts';
import { secretName } from '../core/names.ts';
import type { Result } from '../core/result.ts';
import type { BootstrapStep } from '../setup/bootstrap-step.ts';
import type { Addresses } from '../transport/wire.ts';

/** A credential that can be configured. */
interface ConfiguredSecret {
  /** Its name in the program; templates ask for it as `${secret.orgApiKey}`. */
  readonly name: string;
  /** The variable that configures it. */
  readonly variable: string;
}

/**
 * All that the engine knows of a platform. No word of one stands outside an implementation of this, and its embedded deployment.
 *
 * What the reading and judging of a contract rest on stands in `PlatformFacts`, and travels with the contract: services and how an
 * operation belongs to one, callers, and which security schemes route.
 */
export interface Platform extends PlatformFacts {
  /** What proves the callers. */
  readonly secrets: readonly ConfiguredSecret[];
  /** Set where nothing is known of it but its contract, so that no data and no expectations of the project are about it. */
  readonly isDerived?: true;
  /** Reads the target of a run. */
  readonly readConfig: (sources: ConfigSources) => Result<Config, readonly string[]>;
  /** The families of cases that it is judged by, in the order in which they are sent. */
  readonly families: readonly CaseFamily[];
  /** Where requests go. */
  readonly addresses: (config: RemoteConfig) => Addresses;
  /** The part of the platform that a configuration names, and a sentence for each part that is left out. */
  readonly scopeOf: (config: RemoteConfig) => Scope;
  readonly notesOnScope: (config: RemoteConfig) => readonly string[];
  /** Values of names that the configuration gives: `org.slug`. Credentials are not among them. */
  readonly valuesOf: (config: RemoteConfig) => Readonly<Record<string, string>>;
  /** Names among these whose things were there before the run, and may be shared: `workspace.id`. */
  readonly given: (config: RemoteConfig) => ReadonlySet<string>;
  /** Values of `runNames`: names that a run gives to what it makes. */
  readonly valuesOfRun: (runToken: string) => Readonly<Record<string, string>>;
  /** Whether the run makes what is under test, and removes it again. */
  readonly makesItsOwn: (config: RemoteConfig) => boolean;
  /** Calls that derive what the configuration does not give, in order, as data. Only reads among them unless `mayCreate`. */
  readonly setup: (context: PlanContext, config: RemoteConfig, mayCreate: boolean) => readonly BootstrapStep[];
}

/** Names that are bound by the configuration alone, credentials included. */
export function namesFromConfig(platform: Platform, config: RemoteConfig): readonly string[] {
  return [...Object.keys(config.secrets).map(secretName), ...Object.keys(platform.valuesOf(config))];
}
