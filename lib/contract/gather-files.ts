import { realpathSync } from 'node:fs';
import { dirname, relative, resolve as resolvePath, sep } from 'node:path';
import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { ContractProblem, Pointer, SourcePosition } from './contract.ts';
import { parsePositioned, readText, type PositionedFile } from './positioned-file.ts';

/** The files of a contract by absolute path; the first is the one that the user named. */
export type ContractFiles = ReadonlyMap<string, PositionedFile>;

/**
 * Reads every file that a contract refers to, directly or through other files. Only files in the contract's own folder or below
 * it are read, because the contract may come from somebody else and must not make us read or fetch arbitrary files.
 */
export function gatherFiles(
  root: string,
  parsedRoot: PositionedFile,
): Result<ContractFiles, readonly ContractProblem[]> {
  const files = new Map<string, PositionedFile>([[root, parsedRoot]]);
  const problems: ContractProblem[] = [];
  // Iterating a map includes the entries that are added meanwhile.
  for (const [path, file] of files) {
    for (const { reference, pointer } of externalReferences(file)) {
      const at = (message: string): void => void problems.push(problemAt(file.positionOf(`${pointer}/$ref`), message));
      const target = pathOf(reference, path, root);
      if (!target.ok) at(target.error);
      else if (!files.has(target.value)) {
        const text = readText(target.value);
        if (!text.ok) at(`"${reference}" leads nowhere: ${text.error}`);
        else if (text.value.trim() === '') at(`"${reference}" leads to an empty file`);
        else {
          const parsed = parsePositioned(relative(process.cwd(), target.value), text.value);
          problems.push(...parsed.problems);
          files.set(target.value, parsed);
        }
      }
    }
  }
  if (problems.length === 0) problems.push(...deadReferences(root, files));
  return problems.length > 0 ? err(problems) : ok(files);
}

/** Whether a document refers to any file, including itself by its own name. */
export function refersToFiles(file: PositionedFile): boolean {
  return externalReferences(file).next().done !== true;
}

function problemAt(position: SourcePosition, message: string): ContractProblem {
  return { level: 'error', code: 'external-reference', message, position };
}

/** Reports references to nodes that their file does not have. Anchors are followed within the first file only. */
function deadReferences(root: string, files: ContractFiles): readonly ContractProblem[] {
  return [...files].flatMap(([path, file]) =>
    [...references(file.value, '', false)].flatMap(({ reference, pointer }) => {
      const isOwn = path === root && reference.startsWith('#');
      const target = pathOf(reference, path, root);
      const value = target.ok ? files.get(target.value)?.value : undefined;
      const fragment = decode(reference.split('#')[1] ?? '');
      const isAnchor = fragment !== '' && !fragment.startsWith('/');
      if (isAnchor ? isOwn : hasNode(value, fragment)) return [];
      const message = isAnchor
        ? `the reference ${reference} is by anchor, which is followed within the first file only: write a JSON Pointer`
        : `the reference ${reference} leads nowhere`;
      return [problemAt(file.positionOf(`${pointer}/$ref`), message)];
    }),
  );
}

/** Whether the node exists; assumed true once the way to it leads through another reference. */
function hasNode(value: JsonValue | undefined, pointer: Pointer): boolean {
  if (value === undefined) return false;
  let current: JsonValue | undefined = value;
  for (const token of pointer.split('/').slice(1)) {
    if (isJsonObject(current) && current['$ref'] !== undefined) return true;
    current = valueAtPointer(current, `/${token}`);
    if (current === undefined) return false;
  }
  return true;
}

/** Returns the absolute path of the file that a reference leads to, or why that file is not read. */
export function pathOf(reference: string, from: string, root: string): Result<string> {
  const [address = ''] = reference.split('#');
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(address))
    return err(`"${reference}" is not fetched: a contract may only refer to files in its own folder`);
  if (address === '') return ok(from);
  const path = resolvePath(dirname(from), decode(address));
  if (!isInside(dirname(root), path))
    return err(`"${reference}" is not read: it leads out of the folder of the contract`);
  return ok(path);
}

/** Checks the path both as it is written and with symbolic links followed. */
function isInside(folder: string, path: string): boolean {
  const real = realPath(path);
  return path.startsWith(folder + sep) && (real === undefined || real.startsWith((realPath(folder) ?? folder) + sep));
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    // The path does not exist, which is reported when the file is read.
    return undefined;
  }
}

function decode(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

const DATA = new Set(['example', 'value', 'default', 'enum', 'const']);
const MAPS = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'dependentSchemas',
  'schemas',
  'responses',
  'parameters',
  'headers',
  'examples',
]);

interface Reference {
  readonly reference: string;
  readonly pointer: Pointer;
}

function* externalReferences(file: PositionedFile): Generator<Reference> {
  for (const found of references(file.value, '', false)) if (!found.reference.startsWith('#')) yield found;
}

/** Yields the references of a file, except `$ref` members in examples and other data. */
function* references(value: JsonValue | undefined, pointer: Pointer, isMap: boolean): Generator<Reference> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly JsonValue[]).entries())
      yield* references(item, `${pointer}/${index}`, false);
    return;
  }
  if (!isJsonObject(value)) return;
  const reference = value['$ref'];
  if (!isMap && typeof reference === 'string') yield { reference, pointer };
  for (const [key, member] of Object.entries(value)) {
    const isData = !isMap && (DATA.has(key) || key.startsWith('x-') || (key === 'examples' && Array.isArray(member)));
    if (!isData) yield* references(member, `${pointer}/${escapeToken(key)}`, !isMap && MAPS.has(key));
  }
}
