import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConformanceData } from '../cases/operation-data.ts';
import { compareWithContract, parseConformanceData } from '../cases/parse-conformance-data.ts';
import type { Contract } from '../contract/contract.ts';
import { readExpectations, type Expectations } from '../contract/lay-overlays.ts';
import { readText } from '../contract/positioned-file.ts';
import { readContract } from '../contract/read-spec.ts';
import { HarnessError } from '../core/errors.ts';
import { RULE_IDS } from '../rules/rules.ts';

import { CREDENTIALS } from '../contract/credentials.ts';

const SPEC_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'spec');

export interface InputFiles {
  readonly contract: string;
  /** Overlays that are laid on the contract, in that order, before it is used. */
  readonly edits?: readonly string[];
  readonly data: string;
  /** Expectations beyond the contract. */
  readonly overlay: string;
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

/** Reads the contract, its data and its expectations, and compares them. Throws a `HarnessError` that names file and line where they do not fit. */
export async function readInputs(files: InputFiles, validate: boolean): Promise<Inputs> {
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
  // A misfit with the project's own contract is a mistake; another edition may differ, and is guessed at.
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

function isSameFile(left: string, right: string): boolean {
  return resolve(left) === resolve(right);
}
