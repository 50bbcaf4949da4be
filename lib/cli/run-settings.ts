import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { KNOWN_FAMILIES } from '../platform/platforms.ts';
import { narrowContract } from '../cases/scope.ts';
import { EVERYTHING, idleAmong, idleOnly, parseShard } from '../cases/selection.ts';
import { readAccommodationsVariable, readConfig, type Config, type RemoteConfig } from '../config/config.ts';
import { DEPLOYMENT_CREDENTIALS } from '../platform/molecule/credentials.ts';
import { defined } from '../core/defined.ts';
import { HarnessError } from '../core/errors.ts';
import { baseUrlVariable } from '../core/names.ts';
import type { Platform } from '../platform/platform.ts';
import { hashText } from '../core/hash.ts';
import { SEVERITIES } from '../core/severity.ts';
import { startDeployment, type Deployment, EDITIONS, type Edition } from '../embedded/deployment.ts';
import { filesFor, readInputs, type Inputs } from '../setup/read-inputs.ts';
import type { RunOptions } from '../run/run-options.ts';

import { TOOL_VERSION } from '../transport/tool-version.ts';
import { collect, parseFailOn } from './parse-options.ts';

/** The profiles: each decides how much a run sends, and which findings fail it. */
const PROFILES = ['smoke', 'gate', 'audit'] as const;

/** The options that `run` and `plan` share, as commander returns them. */
export interface RunFlags {
  readonly profile: string;
  readonly only: readonly string[];
  readonly tier: readonly string[];
  readonly family: readonly string[];
  readonly shard?: string;
  readonly exhaustive?: true;
  readonly spec?: string;
  readonly overlay?: readonly string[];
  readonly data?: string;
  readonly accommodations?: readonly string[];
  readonly envFile?: string;
  readonly failOn?: string;
  readonly maxGaps?: string;
  readonly seed: string;
  readonly concurrency?: string;
  readonly rps?: string;
  readonly fault: readonly string[];
  readonly edition?: Edition;
  readonly allowCreation?: true;
  readonly keep?: true;
  /** `--no-sweep` makes it false. */
  readonly sweep?: boolean;
  readonly baseline?: string;
  readonly reports: string;
}

/** The flags of a command line without options. */
export const NO_FLAGS: RunFlags = {
  profile: 'gate',
  only: [],
  tier: [],
  family: [],
  seed: '1',
  fault: [],
  reports: 'reports',
};

/** Adds the options that `run` and `plan` share. */
export function addRunOptions(command: Command): Command {
  return command
    .option('--profile <name>', `what is sent: ${PROFILES.join(', ')}`, 'gate')
    .option('--only <pattern>', 'operation id, tag, "METHOD /path" or a glob over these; may be repeated', collect, [])
    .option('--tier <id>', 'only cases of this tier (glob); may be repeated', collect, [])
    .option(
      '--family <id>',
      `only cases of this family: ${KNOWN_FAMILIES.map((family) => family.id).join(', ')}; may be repeated`,
      collect,
      [],
    )
    .option('--shard <i/n>', 'the i-th of n parts of the plan; `conform report merge` makes one run of them again')
    .option(
      '--exhaustive',
      'tries every invalid credential on every operation, not once per gate (the audit profile always does)',
    )
    .option('--spec <file>', 'another edition of the contract')
    .option(
      '--overlay <file>',
      'an OpenAPI Overlay 1.0 document that is laid on the contract, such as the proposed.overlay.yaml of a run; may be repeated',
      collect,
      [],
    )
    .option('--data <file>', 'another file in place of spec/conformance.yaml')
    .option(
      '--accommodations <file>',
      'what the target demands and the contract does not say, such as spec/accommodations/public-tenant.yaml; may be repeated (default: ACCOMMODATIONS)',
      collect,
      [],
    )
    .option(
      '--env-file <file>',
      'where the configuration is read from, besides the environment (default: .env, if there is one)',
    )
    .option('--baseline <file>', 'what has been accepted (default: baseline/<target>.json in the reports folder)')
    .option('--fail-on <severity>', `the mildest finding that fails the run: ${SEVERITIES.join(', ')}, never`)
    .option('--max-gaps <n>', 'fail when more than n things could not be judged')
    .option('--seed <text>', 'what generated values are made from', '1')
    .option('--concurrency <n>', 'operations that are probed side by side (default: MAX_IN_FLIGHT, at most 8)')
    .option('--rps <n>', 'requests a second to one host; 0 means no limit (default: REQUESTS_PER_SECOND)')
    .option('--fault <id>', 'embedded deployment only: a fault that it has; may be repeated', collect, [])
    .addOption(
      new Option(
        '--edition <name>',
        'embedded deployment only: how its tenants behave, as the contract says or as the public server was seen to (default: conforming)',
      ).choices(EDITIONS),
    )
    .option('--allow-creation', 'smoke profile: may make what it needs and remove it again')
    .option('--keep', 'leaves what the run made; `conform sweep` removes it')
    .option('--no-sweep', 'does not first remove what earlier runs left on the target')
    .option('--reports <folder>', 'where reports are written', 'reports');
}

/** The options of a run, and the embedded deployment if no other target is configured. */
export interface PreparedRun {
  readonly options: Omit<RunOptions, 'onProgress' | 'signal'>;
  readonly deployment?: Deployment;
}

/** Reads configuration and contract, and starts the embedded deployment if nothing else is configured. */
export async function prepareRun(
  flags: RunFlags,
  startEmbedded: boolean,
  given: { readonly inputs?: Inputs; readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): Promise<PreparedRun> {
  const files = filesFor({
    ...flags,
    accommodations: accommodationFiles(flags.accommodations, flags.envFile, given.environment),
  });
  const ofFlags = optionsFrom(flags);
  const concurrency = flags.concurrency === undefined ? undefined : parseWhole('--concurrency', flags.concurrency, 1);
  const rps = flags.rps === undefined ? undefined : parsePace(flags.rps);
  const inputs = given.inputs ?? (await readInputs(files, true));
  const families = inputs.platform.families.map(({ id }) => id);
  for (const { pattern } of idleAmong(flags.family, families))
    throw new HarnessError('usage', `there is no family "${pattern}"; there are ${families.join(', ')}`);
  const tiers = inputs.platform.callers.list.map(({ id }) => id);
  for (const { pattern } of idleAmong(flags.tier, tiers))
    throw new HarnessError('usage', `there is no tier "${pattern}"; there are ${tiers.join(', ')}`);
  for (const { pattern, near } of idleOnly(flags.only, inputs.contract.operations))
    throw new HarnessError(
      'usage',
      `--only "${pattern}" names no operation of ${inputs.contract.file}; near it: ${near.join(', ')}`,
    );
  const configured = withPace(
    readConfigOrThrow(flags.envFile, environmentFor(inputs, startEmbedded, given), inputs.platform),
    rps,
  );
  const isEmbedded = configured.kind === 'embedded';
  if (!isEmbedded && flags.fault.length > 0)
    throw new HarnessError('usage', '--fault works only with the embedded deployment, and a target is configured');
  if (!isEmbedded && flags.edition !== undefined)
    throw new HarnessError('usage', '--edition works only with the embedded deployment, and a target is configured');
  const deployment =
    isEmbedded && startEmbedded
      ? await startDeployment({ faults: flags.fault, seed: flags.seed, ...defined({ edition: flags.edition }) })
      : undefined;
  const config = isEmbedded ? { ...configOfEmbedded(deployment), limits: configured.limits } : configured;
  throwIfOutOfScope(flags.only, inputs, config);
  const runId = makeRunId(new Date());
  return {
    options: {
      ...ofFlags,
      inputs,
      files,
      config,
      targetKind: isEmbedded ? 'embedded' : config.kind,
      runId,
      // The embedded deployment is new with every run, so its names may repeat; elsewhere they never do, and name the run.
      runToken: isEmbedded ? hashText(flags.seed).slice(0, 10) : `${runId.slice(-8)}${randomBytes(1).toString('hex')}`,
      directory: join(resolve(flags.reports), runId),
      concurrency: concurrency ?? Math.min(8, config.limits.maxInFlight),
      toolVersion: TOOL_VERSION,
    },
    ...defined({ deployment }),
  };
}

/** Throws where a pattern selects nothing but operations of a service that is out of scope. */
function throwIfOutOfScope(only: readonly string[], { contract, platform }: Inputs, config: RemoteConfig): void {
  const [idle] = idleOnly(only, narrowContract(contract, platform.scopeOf(config)).operations);
  if (idle === undefined) return;
  throw new HarnessError(
    'usage',
    `--only "${idle.pattern}" names no operation in scope: ${platform.notesOnScope(config)[0] ?? ''}`,
  );
}

/** Makes the id of a run: when it started, so that ids sort by age, and a random part, as in `20261124T020000-0a1b2c3d`. */
export function makeRunId(startedAt: Date): string {
  return `${startedAt.toISOString().slice(0, 19).replace(/[-:]/g, '')}-${randomBytes(4).toString('hex')}`;
}

/** Reads which deployment is configured, for commands that send no cases. The embedded one is not started: nothing can be sent to it. */
export function readTarget(envFile: string | undefined): Pick<RunOptions, 'config' | 'targetKind'> {
  const configured = readConfigOrThrow(envFile);
  return configured.target === 'embedded'
    ? { config: configOfEmbedded(undefined), targetKind: 'embedded' }
    : { config: configured, targetKind: configured.kind };
}

/** Reads the configuration. Throws a `HarnessError` with everything that is wrong with it. */
export function readConfigOrThrow(
  envFile: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: Pick<Platform, 'readConfig'> = { readConfig },
): Config {
  const read = platform.readConfig({ ...defined({ envFile }), environment });
  if (!read.ok) throw new HarnessError('configuration', 'the configuration cannot be used', read.error);
  return read.value;
}

/** The environment of a run. A plan of a platform without an embedded deployment assumes what is not set, since it sends nothing. */
function environmentFor(
  { platform }: Inputs,
  sends: boolean,
  { environment = process.env }: { readonly environment?: Readonly<Record<string, string | undefined>> },
): Readonly<Record<string, string | undefined>> {
  if (sends || platform.isDerived !== true) return environment;
  const assumed = [
    ...platform.services.map(({ id }) => [baseUrlVariable(id), 'http://127.0.0.1:1'] as const),
    ...platform.secrets.map(({ variable }) => [variable, `planned-${variable.toLowerCase()}`] as const),
  ];
  return { ...Object.fromEntries(assumed), ...environment };
}

/** The files of accommodations that options name, or else the variable. */
export function accommodationFiles(
  named: readonly string[] | undefined,
  envFile: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  if (named !== undefined && named.length > 0) return named;
  const read = readAccommodationsVariable({ ...defined({ envFile }), environment });
  if (!read.ok) throw new HarnessError('configuration', 'the configuration cannot be used', read.error);
  return read.value;
}

/** Lets `--rps` win over REQUESTS_PER_SECOND. */
function withPace<T extends Config>(config: T, requestsPerSecond: number | undefined): T {
  return requestsPerSecond === undefined ? config : { ...config, limits: { ...config.limits, requestsPerSecond } };
}

/** Makes the configuration that leads to the embedded deployment, as an operator would write it for any other. */
function configOfEmbedded(deployment: Deployment | undefined): RemoteConfig {
  const config = readConfigOrThrow(undefined, deployment?.environment ?? PLANNED_ENVIRONMENT);
  if (config.target === 'embedded') throw new Error('the embedded deployment names no address');
  return config;
}

/** The environment that a plan assumes for the embedded deployment, which it does not start: names that are set, with made-up values. */
export const PLANNED_ENVIRONMENT: Readonly<Record<string, string>> = {
  CP_BASE_URL: 'http://127.0.0.1:1',
  TENANT_BASE_URL: 'http://{slug}.localhost:1',
  TARGET_KIND: 'disposable',
  ORG_SLUG: 'acme',
  OTHER_ORG_SLUG: 'globex',
  ...Object.fromEntries(DEPLOYMENT_CREDENTIALS.map(({ variable }) => [variable, `planned-${variable.toLowerCase()}`])),
};

/** The options of a run that the command line alone decides. */
type OptionsOfFlags = Pick<
  RunOptions,
  | 'profile'
  | 'selection'
  | 'seed'
  | 'allowCreation'
  | 'keep'
  | 'sweepsEarlier'
  | 'failOn'
  | 'maxGaps'
  | 'faults'
  | 'envFile'
>;

/** Checks flags, and makes of them what they mean. Throws a `HarnessError` for one that makes no sense. */
function optionsFrom(flags: RunFlags): OptionsOfFlags {
  if (!(PROFILES as readonly string[]).includes(flags.profile)) {
    throw new HarnessError('usage', `there is no profile "${flags.profile}"; there are ${PROFILES.join(', ')}`);
  }
  const failOn = parseFailOn(flags.failOn ?? (flags.profile === 'audit' ? 'never' : 'major'));
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const maxGaps = flags.maxGaps === undefined ? undefined : parseWhole('--max-gaps', flags.maxGaps, 0);
  return {
    profile: flags.profile,
    selection: {
      ...EVERYTHING,
      only: flags.only,
      tiers: flags.tier,
      families: flags.family,
      isExhaustive: flags.exhaustive === true || flags.profile === 'audit',
      ...defined({ shard }),
    },
    seed: flags.seed,
    allowCreation: flags.allowCreation === true,
    keep: flags.keep === true,
    sweepsEarlier: flags.sweep !== false,
    failOn,
    faults: flags.fault,
    ...defined({ maxGaps, envFile: flags.envFile, edition: flags.edition }),
  };
}

const MOST_PER_SECOND = 10_000;

function parsePace(text: string): number {
  const value = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && value <= MOST_PER_SECOND) return value;
  throw new HarnessError('usage', `--rps takes a number from 0 (no limit) to ${MOST_PER_SECOND}, not "${text}"`);
}

function parseWhole(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new HarnessError('usage', `${option} takes a whole number from ${least}, not "${text}"`);
  return value;
}
