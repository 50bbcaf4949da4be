import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modify, type Bindings } from '../cases/bind.ts';
import { generateBodies, type ValidBodies } from '../cases/bodies.ts';
import type { Withheld } from '../cases/case.ts';
import type { ConformanceData } from '../cases/operation-data.ts';
import { compareWithContract, parseConformanceData } from '../cases/parse-conformance-data.ts';
import type { PlanContext } from '../cases/plan-context.ts';
import type { Contract } from '../contract/contract.ts';
import { readExpectations, type Expectations } from '../contract/lay-overlays.ts';
import { readText } from '../contract/positioned-file.ts';
import { readContract } from '../contract/read-spec.ts';
import { HarnessError } from '../core/errors.ts';
import { RULE_IDS } from '../rules/rules.ts';
import { decide, decideExposure, type TargetKind } from '../config/safety-policy.ts';
import type { Effect, Reach } from '../core/effect.ts';
import { createEntryLookup } from '../cases/operation-entry.ts';
import { nameValues, RUN_NAMES, secretName } from '../core/names.ts';
import { CREDENTIALS, MADE_UP } from '../contract/credentials.ts';

const SPEC_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'spec');

export interface InputFiles {
  readonly contract: string;
  /** Overlays that are laid on the contract, in that order, before it is used. */
  readonly edits?: readonly string[];
  readonly data: string;
  /** What is expected beyond the contract. */
  readonly overlay: string;
}

/** What a run is made from when nothing else is asked for. */
export const DEFAULT_FILES: InputFiles = {
  contract: join(SPEC_FOLDER, 'management.yaml'),
  data: join(SPEC_FOLDER, 'conformance.yaml'),
  overlay: join(SPEC_FOLDER, 'expectations.overlay.yaml'),
};

/** The files that options name, and the project's own for the rest. */
export function filesFor(named: {
  readonly spec?: string;
  readonly overlay?: readonly string[];
  readonly data?: string;
}): InputFiles {
  return {
    ...DEFAULT_FILES,
    contract: named.spec ?? DEFAULT_FILES.contract,
    data: named.data ?? DEFAULT_FILES.data,
    ...(named.overlay === undefined || named.overlay.length === 0 ? {} : { edits: named.overlay }),
  };
}

export interface Inputs {
  readonly contract: Contract;
  /** The second, stricter layer. */
  readonly expectations: Expectations;
  readonly data: ConformanceData;
  readonly notes: readonly string[];
}

/** Reads the contract and what stands beside it, and holds one against the other. Throws a `HarnessError` that names file and line. */
export async function loadInputs(files: InputFiles, validate: boolean): Promise<Inputs> {
  const read = await readContract(files.contract, { validate, overlays: files.edits ?? [] });
  if (!read.ok) {
    const details = read.error.map(
      ({ position, message }) => `${position.file}:${position.line}:${position.column}: ${message}`,
    );
    const broken = files.edits?.filter((edit) => read.error.every(({ position }) => isSameFile(position.file, edit)));
    const what = broken?.[0] === undefined ? `the contract ${files.contract}` : `the overlay ${broken[0]}`;
    throw new HarnessError('contract', `${what} cannot be used`, details);
  }
  const text = readText(files.data);
  const parsed = text.ok ? parseConformanceData(files.data, text.value) : { ok: false as const, error: [text.error] };
  if (!parsed.ok) throw new HarnessError('contract', `${files.data} cannot be used`, parsed.error);
  const problems = compareWithContract(parsed.value, read.value, {
    rules: RULE_IDS,
    secrets: CREDENTIALS.map(({ name }) => name),
  });
  if (problems.broken.length > 0)
    throw new HarnessError('contract', `${files.data} does not fit the contract`, problems.broken);
  const isOwnContract = files.contract === DEFAULT_FILES.contract;
  const misfits = [
    ...problems.undescribed.map((id) => `${files.data} has no entry for the operation "${id}" of ${files.contract}`),
    ...problems.orphaned.map(
      (id) => `${files.data} describes the operation "${id}", which ${files.contract} does not have`,
    ),
  ];
  // For the contract that the data was written for, a misfit is a mistake; another edition may differ, and is guessed at.
  if (isOwnContract && misfits.length > 0)
    throw new HarnessError('contract', `${files.data} does not fit the contract`, misfits);
  const expectations = await readExpectations(read.value, files.overlay);
  if (!expectations.ok) throw new HarnessError('contract', `${files.overlay} cannot be used`, expectations.error);
  const notes = [
    ...problems.undescribed.map(
      (id) =>
        `the operation "${id}" is not described in ${baseName(files.data)}: effect, reach and probe are guessed from method and path`,
    ),
    ...problems.orphaned.map(
      (id) =>
        `${baseName(files.data)} describes the operation "${id}", which this edition of the contract does not have`,
    ),
    ...read.value.warnings.map(({ position, message }) => `${position.file}:${position.line}: ${message}`),
    ...expectations.value.warnings,
  ];
  return { contract: read.value, data: parsed.value.data, expectations: expectations.value, notes };
}

function baseName(file: string): string {
  return file.split('/').at(-1) ?? file;
}

export function isSameFile(left: string, right: string): boolean {
  return resolve(left) === resolve(right);
}

interface PlanContextOptions {
  readonly seed: string;
  readonly profile: string;
  readonly targetKind: TargetKind;
  readonly available: ReadonlySet<string>;
  /** Values of names, as far as there are any yet. */
  readonly known?: Bindings;
  /** Names of things that the configuration gave, and the run did not make. */
  readonly given?: ReadonlySet<string>;
  /** The org under test is one that the run makes, and removes again. */
  readonly isOwnOrg: boolean;
  /** The smoke profile may create what it needs and removes again. */
  readonly mayCreate: boolean;
}

/** What a plan is made from: contract, data, generated bodies, and what profile and target allow. */
export async function createPlanContext(inputs: Inputs, options: PlanContextOptions): Promise<PlanContext> {
  const { contract, data } = inputs;
  const bodies = new Map<string, ValidBodies>();
  for (const operation of contract.operations) {
    const entry = data.operations[operation.id];
    const generated = await generateBodies(contract, operation, {
      seed: options.seed,
      ...(entry?.body === undefined ? {} : { data: entry.body }),
    });
    bodies.set(operation.id, generated);
  }
  return {
    contract,
    data,
    bodies,
    available: new Set([
      ...options.available,
      ...nameValues(data.values).map(([name]) => name),
      ...[...MADE_UP.keys()].map(secretName),
      ...RUN_NAMES,
    ]),
    isOwnOrg: options.isOwnOrg,
    given: options.given ?? new Set(),
    withhold: (effect, reach) => withholdFor(options, effect, reach),
    withholdExposed: (place) => {
      const decision = decideExposure(place, options.targetKind);
      return decision.kind === 'allowed' ? undefined : { gap: 'gap.cell-untested', reason: decision.reason };
    },
    isSpelledAlike: ({ name, modifier }) => {
      const value = options.known?.get(name);
      return value !== undefined && modify(modifier, value) === value;
    },
    entry: createEntryLookup(data),
  };
}

function withholdFor(
  { profile, targetKind, isOwnOrg, mayCreate }: PlanContextOptions,
  effect: Effect,
  reach: Reach,
): Withheld | undefined {
  const decision = decide(effect, reach, targetKind, isOwnOrg);
  if (decision.kind === 'withheld') return { gap: 'gap.operation-untested', reason: decision.reason };
  if (profile === 'smoke' && !mayCreate && effect !== 'reads' && reach !== 'none') {
    return {
      gap: 'gap.operation-untested',
      reason: 'the smoke profile sends only reads and harmless probes, unless --allow-creation says otherwise',
    };
  }
  return undefined;
}
