import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NO_DATA, type ConformanceData } from '../cases/operation-data.ts';
import { describeAccommodations, mergeAccommodations } from '../cases/accommodations.ts';
import type { KnownIds } from '../cases/check-references.ts';
import { compareWithContract, parseAccommodations, parseConformanceData } from '../cases/parse-conformance-data.ts';
import type { Contract, ContractFacts } from '../contract/contract.ts';
import { readExpectations, type Expectations } from '../contract/lay-overlays.ts';
import { readText } from '../contract/positioned-file.ts';
import { readContract } from '../contract/read-spec.ts';
import { HarnessError } from '../core/errors.ts';
import { ok, type Result } from '../core/result.ts';
import { RULE_IDS } from '../rules/rules.ts';

import type { Platform } from '../platform/platform.ts';
import { choosePlatform as chooseKnownPlatform } from '../platform/platforms.ts';

const SPEC_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'spec');

export interface InputFiles {
  readonly contract: string;
  /** Overlays that are laid on the contract, in that order, before it is used. */
  readonly edits?: readonly string[];
  readonly data: string;
  /** Expectations beyond the contract. */
  readonly overlay: string;
  /** Files that say what the target demands and the contract does not say; a later one wins. */
  readonly accommodations?: readonly string[];
}

/** The project's own files, which a run is made from when nothing else is asked for. */
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
  readonly accommodations?: readonly string[];
}): InputFiles {
  return {
    ...DEFAULT_FILES,
    contract: named.spec ?? DEFAULT_FILES.contract,
    data: named.data ?? DEFAULT_FILES.data,
    ...(named.overlay === undefined || named.overlay.length === 0 ? {} : { edits: named.overlay }),
    ...(named.accommodations === undefined || named.accommodations.length === 0
      ? {}
      : { accommodations: named.accommodations }),
  };
}

export interface Inputs {
  readonly platform: Platform;
  readonly contract: Contract;
  /** The second, stricter layer. */
  readonly expectations: Expectations;
  readonly data: ConformanceData;
  readonly notes: readonly string[];
}

/** Reads the contract, its data and its expectations, and compares them. Throws a `HarnessError` that names file and line where they do not fit. */
export async function readInputs(
  files: InputFiles,
  validate: boolean,
  choosePlatform: (contract: ContractFacts) => Platform = chooseKnownPlatform,
): Promise<Inputs> {
  const read = await readContract(files.contract, { validate, choosePlatform, overlays: files.edits ?? [] });
  if (!read.ok) {
    const details = read.error.map(
      ({ position, message }) => `${position.file}:${position.line}:${position.column}: ${message}`,
    );
    const broken = files.edits?.filter((edit) => read.error.every(({ position }) => isSameFile(position.file, edit)));
    const what = broken?.[0] === undefined ? `the contract ${files.contract}` : `the overlay ${broken[0]}`;
    throw new HarnessError('contract', `${what} cannot be used`, details);
  }
  const platform = choosePlatform(read.value);
  const known: KnownIds = { rules: RULE_IDS, secrets: platform.secrets.map(({ name }) => name) };
  const isAbout = (file: keyof InputFiles): boolean =>
    platform.isDerived !== true || files[file] !== DEFAULT_FILES[file];
  const { data, problems, isForeign } = isAbout('data') ? readData(files.data, read.value, known) : WITHOUT_DATA;
  const accommodations = readAccommodations(files, { contract: read.value, data, known });
  const isOwnContract = files.contract === DEFAULT_FILES.contract;
  const misfits = [
    ...problems.undescribed.map((id) => `${files.data} has no entry for the operation "${id}" of ${files.contract}`),
    ...problems.orphaned.map(
      (id) => `${files.data} describes the operation "${id}", which ${files.contract} does not have`,
    ),
  ];
  // A misfit with the project's own contract is a mistake; another edition may differ, and is guessed at.
  if (isOwnContract && misfits.length > 0)
    throw new HarnessError('contract', `${files.data} does not fit the contract`, misfits);
  const expectations: Result<Expectations, readonly string[]> = isAbout('overlay')
    ? await readExpectations(read.value, files.overlay)
    : ok({ judge: read.value.judge, warnings: [] });
  if (!expectations.ok) throw new HarnessError('contract', `${files.overlay} cannot be used`, expectations.error);
  const misfitNotes = [
    ...problems.undescribed.map(
      (id) =>
        `the operation "${id}" is not described in ${baseName(files.data)}: effect, reach and probe are guessed from method and path`,
    ),
    ...problems.orphaned.map(
      (id) =>
        `${baseName(files.data)} describes the operation "${id}", which this edition of the contract does not have`,
    ),
  ];
  const notes = [
    ...(isForeign
      ? [`${baseName(files.data)} describes no operation of this contract, and is not used`]
      : [...misfitNotes, ...expectations.value.warnings]),
    ...read.value.warnings.map(({ position, message }) => `${position.file}:${position.line}: ${message}`),
  ];
  return {
    platform,
    contract: read.value,
    data: accommodations === undefined ? data : layAccommodations(data, accommodations),
    expectations: expectations.value,
    notes: [...notes, ...(accommodations === undefined ? [] : describeAccommodations(accommodations))],
  };
}

interface ReadData {
  readonly data: ConformanceData;
  /** It describes no operation of the contract. */
  readonly isForeign: boolean;
  readonly problems: Pick<ReturnType<typeof compareWithContract>, 'undescribed' | 'orphaned'>;
}

const WITHOUT_DATA: ReadData = { data: NO_DATA, isForeign: true, problems: { undescribed: [], orphaned: [] } };

/** Reads the data beside a contract. Throws a `HarnessError` where it does not fit. */
function readData(file: string, contract: Contract, known: KnownIds): ReadData {
  const text = readText(file);
  const parsed = text.ok ? parseConformanceData(file, text.value) : { ok: false as const, error: [text.error] };
  if (!parsed.ok) throw new HarnessError('contract', `${file} cannot be used`, parsed.error);
  const problems = compareWithContract(parsed.value, contract, known);
  if (problems.broken.length > 0)
    throw new HarnessError('contract', `${file} does not fit the contract`, problems.broken);
  const isForeign = problems.orphaned.length === Object.keys(parsed.value.data.operations).length;
  return { data: isForeign ? withoutOperations(parsed.value.data) : parsed.value.data, problems, isForeign };
}

/** What is left of data that is about another contract: nothing that it says of operations, addresses and deviations holds here. */
function withoutOperations(data: ConformanceData): ConformanceData {
  return { ...data, operations: {}, aliases: [], deviations: {} };
}

type MergedAccommodations = ReturnType<typeof mergeAccommodations>;

/** Reads the files of accommodations and lays them on one another; undefined where there are none. */
function readAccommodations(
  { accommodations: files = [] }: InputFiles,
  against: { readonly contract: Contract; readonly data: ConformanceData; readonly known: KnownIds },
): MergedAccommodations | undefined {
  const read = files.map((file) => {
    const text = readText(file);
    if (!text.ok) throw new HarnessError('contract', `${file} cannot be used`, [text.error]);
    const parsed = parseAccommodations(file, text.value, against);
    if (!parsed.ok) throw new HarnessError('contract', `${file} cannot be used`, parsed.error);
    return parsed.value;
  });
  return read.length === 0 ? undefined : mergeAccommodations(read);
}

function layAccommodations(data: ConformanceData, { operations, values }: MergedAccommodations): ConformanceData {
  const own = Object.entries(values).map(([name, { is }]) => [name, is] as const);
  return { ...data, values: { ...data.values, ...Object.fromEntries(own) }, accommodations: operations };
}

function baseName(file: string): string {
  return file.split('/').at(-1) ?? file;
}

function isSameFile(left: string, right: string): boolean {
  return resolve(left) === resolve(right);
}
