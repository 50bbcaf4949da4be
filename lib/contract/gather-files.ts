import { decodePercent } from '../core/text.ts';
import { realpathSync } from 'node:fs';
import { dirname, relative, resolve as resolvePath, sep } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { ContractProblem, Pointer, SourcePosition } from './contract.ts';
import { isMetaSchema } from './meta-schemas.ts';
import { parsePositioned, readText, type PositionedFile } from './positioned-file.ts';
import { createResources, DOCUMENT_ADDRESS, type SchemaResources } from './schema-resources.ts';

/** The files of a contract by absolute path; the first is the one that the user named. */
type ContractFiles = ReadonlyMap<string, PositionedFile>;

/** Where a reference leads: a file, and the place in it. */
interface FileTarget {
  readonly path: string;
  readonly pointer: Pointer;
}

/** The files of a contract, and what their references lead to. */
export interface Gathered {
  readonly files: ContractFiles;
  /** The place that a reference at a place of a file leads to, by path or by `$id` and `$anchor` (core, section 8.2). */
  readonly locate: (path: string, pointer: Pointer, reference: string) => FileTarget | undefined;
}

/**
 * Reads every file that a contract refers to, directly or through other files. Only files in the contract's own folder or below
 * it are read, because the contract may come from somebody else and must not make us read or fetch arbitrary files.
 */
export function gatherFiles(root: string, parsedRoot: PositionedFile): Result<Gathered, readonly ContractProblem[]> {
  const files = new Map<string, PositionedFile>([[root, parsedRoot]]);
  const resources = new Map([[root, resourcesOfFile(parsedRoot)]]);
  const problems: ContractProblem[] = [];
  // What is wrong with a reference whose address no schema has.
  const unread: (ContractProblem & FileTarget & { readonly reference: string })[] = [];
  // Iterating a map includes the entries that are added meanwhile.
  for (const [path, file] of files) {
    for (const { reference, pointer } of externalReferences(file, resources.get(path))) {
      const fail = (message: string): void =>
        void unread.push({ ...problemAt(file.positionOf(`${pointer}/$ref`), message), path, pointer, reference });
      const target = pathOf(reference, path, root);
      if (!target.ok) fail(target.error);
      else if (!files.has(target.value)) {
        const text = readText(target.value);
        if (!text.ok) fail(`"${reference}" leads nowhere: ${text.error}`);
        else if (text.value.trim() === '') fail(`"${reference}" leads to an empty file`);
        else {
          const parsed = parsePositioned(relative(process.cwd(), target.value), text.value);
          problems.push(...parsed.problems);
          files.set(target.value, parsed);
          resources.set(target.value, resourcesOfFile(parsed));
        }
      }
    }
  }
  const missing = unread.filter(({ path, pointer, reference }) => locate(path, pointer, reference) === undefined);
  problems.push(...missing.map(({ level, code, message, position }) => ({ level, code, message, position })));
  if (problems.length === 0) problems.push(...deadReferences(files, locate));
  return problems.length > 0 ? err(problems) : ok({ files, locate });

  function locate(path: string, pointer: Pointer, reference: string): FileTarget | undefined {
    const own = resources.get(path);
    const inside = own?.targetOf(pointer, reference);
    if (inside !== undefined) return { path, pointer: inside };
    const fragment = reference.split('#')[1] ?? '';
    const address = own?.addressOf(pointer, reference);
    if (address !== undefined && !address.startsWith(DOCUMENT_ORIGIN)) {
      for (const [other, { targetAt }] of resources) {
        const found = targetAt(address, fragment);
        if (found !== undefined) return { path: other, pointer: found };
      }
    }
    const target = pathOf(reference, path, root);
    const there = target.ok ? resources.get(target.value)?.targetAt(DOCUMENT_ADDRESS, fragment) : undefined;
    return target.ok && there !== undefined ? { path: target.value, pointer: there } : undefined;
  }
}

/** Whether a document refers to any file, including itself by its own name. */
export function refersToFiles(file: PositionedFile): boolean {
  return externalReferences(file, resourcesOfFile(file)).next().done !== true;
}

function resourcesOfFile(file: PositionedFile): SchemaResources {
  return createResources(objectsIn(file.value, '', false));
}

function problemAt(position: SourcePosition, message: string): ContractProblem {
  return { level: 'error', code: 'external-reference', message, position };
}

/** Reports references to nodes that their file does not have. */
function deadReferences(files: ContractFiles, locate: Gathered['locate']): readonly ContractProblem[] {
  return [...files].flatMap(([path, file]) =>
    [...references(file)].flatMap(({ reference, pointer }) => {
      const target = locate(path, pointer, reference);
      if (target !== undefined && hasNode(files.get(target.path)?.value, target.pointer)) return [];
      if (isMetaSchema(reference)) return [];
      return [problemAt(file.positionOf(`${pointer}/$ref`), `the reference ${reference} leads nowhere`)];
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
  const path = resolvePath(dirname(from), decodePercent(address));
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

/** References by path have addresses of this origin, since nothing else does. */
const DOCUMENT_ORIGIN = new URL(DOCUMENT_ADDRESS).origin;

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

/** The references that lead out of a file: not those by an address that one of its schemas has. */
function* externalReferences(file: PositionedFile, resources: SchemaResources | undefined): Generator<Reference> {
  for (const found of references(file))
    if (!found.reference.startsWith('#') && !isMetaSchema(found.reference))
      if (resources?.targetOf(found.pointer, found.reference) === undefined) yield found;
}

function* references(file: PositionedFile): Generator<Reference> {
  for (const { node, pointer } of objectsIn(file.value, '', false)) {
    const { $ref: reference } = node;
    if (typeof reference === 'string') yield { reference, pointer };
  }
}

/** Yields the objects of a file that are not maps from names, except those in examples and other data. */
function* objectsIn(
  value: JsonValue | undefined,
  pointer: Pointer,
  isMap: boolean,
): Generator<{ readonly node: JsonObject; readonly pointer: Pointer }> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly JsonValue[]).entries())
      yield* objectsIn(item, `${pointer}/${index}`, false);
    return;
  }
  if (!isJsonObject(value)) return;
  if (!isMap) yield { node: value, pointer };
  for (const [key, member] of Object.entries(value)) {
    const isData = !isMap && (DATA.has(key) || key.startsWith('x-') || (key === 'examples' && Array.isArray(member)));
    if (!isData) yield* objectsIn(member, `${pointer}/${escapeToken(key)}`, !isMap && MAPS.has(key));
  }
}
