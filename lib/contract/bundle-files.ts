import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import { escapeToken, unescapeToken } from '../core/pointer.ts';
import type { ContractProblem, LoadedDocument, Pointer, SourcePosition } from './contract.ts';
import { pathOf, type Gathered } from './gather-files.ts';
import { METHODS } from './operations.ts';
import { toPlainJson, type PositionedFile } from './positioned-file.ts';
import { DOCUMENT_ADDRESS, resourcesOf } from './schema-resources.ts';

interface Origin {
  readonly file: PositionedFile;
  readonly pointer: Pointer;
}

/**
 * Bundles the files of a contract into one document that refers only to itself. The bundler puts the objects of the files into
 * the document without copying them, which is how each node is traced back to its line.
 */
export async function bundleFiles(
  root: string,
  { files, locate }: Gathered,
): Promise<Result<LoadedDocument, readonly ContractProblem[]>> {
  const origins = new WeakMap<object, Origin>();
  const copies = new Map(
    [...files].map(([path, file]) => [path, copyTraced(file, { path, isRoot: path === root, origins, locate })]),
  );
  const rootFile = files.get(root);
  if (rootFile === undefined) throw new Error(`${root} is not among the files of the contract`);
  const start: SourcePosition = { file: rootFile.file, line: 1, column: 1 };
  const fail = (message: string): Result<never, readonly ContractProblem[]> =>
    err([{ level: 'error', code: 'bundle', message, position: start }]);
  const unbundled = 'the files of the contract cannot be brought together';
  let bundled: unknown;
  try {
    bundled = await bundle(root, copies);
  } catch (error) {
    return fail(`${unbundled}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
  }
  const plain = toPlainJson(bundled);
  if (!plain.ok) return fail(`${unbundled}: ${plain.error.message} (${plain.error.pointer})`);
  if (!isJsonObject(plain.value)) return fail('the files of the contract do not make an object');
  const findOrigin = (pointer: Pointer): Origin =>
    originOf(bundled, pointer, { origins, root: { file: rootFile, pointer: '' } });
  return ok({
    document: countFromDocument(plain.value),
    positionOf: (pointer) => {
      const origin = findOrigin(pointer);
      return origin.file.positionOf(origin.pointer);
    },
    quoteOf: (pointer) => {
      const origin = findOrigin(pointer);
      return origin.file.quoteOf(origin.pointer);
    },
  });
}

/** Gives the pointers that the bundler wrote the address of the document where an `$id` would make them count from a schema. */
function countFromDocument(document: JsonObject): JsonObject {
  const resources = resourcesOf(document);
  return copy(document, '') as JsonObject;

  function copy(value: JsonValue | undefined, pointer: Pointer): JsonValue | undefined {
    if (Array.isArray(value))
      return (value as readonly JsonValue[]).map((item, index) => copy(item, `${pointer}/${index}`) ?? null);
    if (!isJsonObject(value)) return value;
    const { $ref: reference } = value;
    const isPointer =
      typeof reference === 'string' && reference.startsWith('#') && resources.resourceOf(pointer) !== '';
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        key === '$ref' && isPointer
          ? `${DOCUMENT_ADDRESS}${reference}`
          : copy(member, `${pointer}/${escapeToken(key)}`),
      ]),
    );
  }
}

async function bundle(root: string, copies: ReadonlyMap<string, JsonValue>): Promise<unknown> {
  const contentOf = (address: string): JsonValue => {
    const path = address.startsWith('file:') ? fileURLToPath(address) : decodeURIComponent(address);
    const copy = copies.get(path);
    if (copy !== undefined) return copy;
    const allowed = pathOf(relative(root, path), root, root);
    throw new Error(allowed.ok ? `${path} was not read` : allowed.error);
  };
  const document = contentOf(root);
  if (!isJsonObject(document)) throw new Error('the first file is not an object');
  const { openapi } = document;
  // The bundler refuses patch versions of OpenAPI 3.1 that are newer than itself, though nothing about bundling has changed.
  const known = { ...document, openapi: '3.1.0' };
  const parse = (file: { readonly url: string }): JsonValue => contentOf(file.url);
  const options: SwaggerParser.Options = {
    parse: { json: false, yaml: false, text: false, traced: { order: 1, canParse: true, parse } },
    resolve: { http: false, file: { order: 1, canRead: true, read: () => '' } },
  };
  // The types of the package allow neither custom parsers nor documents that are not from openapi-types.
  const bundled: unknown = await new SwaggerParser().bundle(root, known as never, options);
  if (!isJsonObject(bundled)) throw new Error('the result is not an object');
  return { ...bundled, openapi };
}

interface Tracing {
  readonly path: string;
  readonly isRoot: boolean;
  readonly origins: WeakMap<object, Origin>;
  readonly locate: Gathered['locate'];
}

/** Copies the value of a file with its references as paths and pointers, which is all that the bundler knows, and records the file and pointer of every object in `origins`. */
function copyTraced(file: PositionedFile, { path, isRoot, origins, locate }: Tracing): JsonValue {
  return copy(file.value ?? null, '');

  function copy(value: JsonValue, pointer: Pointer): JsonValue {
    if (typeof value !== 'object' || value === null) return value;
    const copied = Array.isArray(value)
      ? (value as readonly JsonValue[]).map((item, index) => copy(item, `${pointer}/${index}`))
      : splitReference(pointTo(copyMembers(value as JsonObject, pointer), pointer));
    origins.set(copied, { file, pointer });
    return copied;
  }

  function copyMembers(node: JsonObject, pointer: Pointer): JsonObject {
    return Object.fromEntries(
      Object.entries(node).map(([key, member]) => [key, copy(member ?? null, `${pointer}/${escapeToken(key)}`)]),
    );
  }

  function pointTo(node: JsonObject, pointer: Pointer): JsonObject {
    const { $ref: reference } = node;
    const target = typeof reference === 'string' ? locate(path, pointer, reference) : undefined;
    if (target === undefined) return node;
    const fragment = encodeURI(target.pointer).replaceAll('#', '%23');
    const address = target.path === path ? '' : encodeURI(relative(dirname(path), target.path)).replaceAll('#', '%23');
    return { ...node, $ref: `${address}#${fragment}` };
  }

  /** Moves a reference with keywords beside it into `allOf`: the bundler would merge the two and lose one of two equal keywords. */
  function splitReference(node: JsonObject): JsonObject {
    const { $ref: reference, ...beside } = node;
    if (
      typeof reference !== 'string' ||
      (isRoot && reference.startsWith('#')) ||
      !Object.keys(beside).some(isAssertion)
    )
      return node;
    const others = Array.isArray(beside['allOf']) ? (beside['allOf'] as readonly JsonValue[]) : [];
    return { ...beside, allOf: [...others, { $ref: reference }] };
  }
}

const BESIDE_REFERENCES = new Set(['summary', 'description']);
const OF_PATH_ITEMS = new Set([...METHODS, 'parameters', 'servers']);

function isAssertion(key: string): boolean {
  return !BESIDE_REFERENCES.has(key) && !OF_PATH_ITEMS.has(key) && !key.startsWith('x-');
}

interface Traces {
  readonly origins: WeakMap<object, Origin>;
  readonly root: Origin;
}

/** Finds the file and pointer of a node, from the last object on the way to it that came from a file. */
function originOf(bundled: unknown, pointer: Pointer, { origins, root }: Traces): Origin {
  let origin = root;
  let current: unknown = bundled;
  for (const token of pointer.split('/').slice(1)) {
    const name = unescapeToken(token);
    // Lists and objects are both read by name; anything else has no members.
    current =
      typeof current === 'object' && current !== null
        ? (current as Readonly<Record<string, unknown>>)[name]
        : undefined;
    const own = typeof current === 'object' && current !== null ? origins.get(current) : undefined;
    origin = own ?? { file: origin.file, pointer: `${origin.pointer}/${token}` };
  }
  return origin;
}
