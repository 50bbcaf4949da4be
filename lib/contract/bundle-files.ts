import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import { escapeToken, unescapeToken } from '../core/pointer.ts';
import type { ContractProblem, Pointer, SourcePosition } from './contract.ts';
import { pathOf, type ContractFiles } from './gather-files.ts';
import type { LoadedDocument } from './load-document.ts';
import { toPlainJson } from './plain-json.ts';
import type { PositionedFile } from './yaml-positions.ts';

interface Origin {
  readonly file: PositionedFile;
  readonly pointer: Pointer;
}

/**
 * Brings the files of a contract together in one document that refers only to itself. The bundler puts the very objects of the
 * files into the document, which is how each node is traced back to its line.
 */
export async function bundleFiles(
  root: string,
  files: ContractFiles,
): Promise<Result<LoadedDocument, readonly ContractProblem[]>> {
  const origins = new WeakMap<object, Origin>();
  const copies = new Map([...files].map(([path, file]) => [path, copyTraced(file, path === root, origins)]));
  const rootFile = files.get(root);
  if (rootFile === undefined) throw new Error(`${root} is not among the files of the contract`);
  const start: SourcePosition = { file: rootFile.file, line: 1, column: 1 };
  const fail = (message: string): Result<never, readonly ContractProblem[]> =>
    err([{ level: 'error', code: 'bundle', message, position: start }]);
  let bundled: unknown;
  try {
    bundled = await bundle(root, copies);
  } catch (error) {
    return fail(
      `the files of the contract cannot be brought together: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
    );
  }
  const plain = toPlainJson(bundled);
  if (!plain.ok)
    return fail(
      `the files of the contract cannot be brought together: ${plain.error.message} (${plain.error.pointer})`,
    );
  if (!isJsonObject(plain.value)) return fail('the files of the contract do not make an object');
  const traces = { origins, root: { file: rootFile, pointer: '' } };
  return ok({
    document: plain.value,
    positionOf: (pointer) => {
      const { file, pointer: at } = originOf(bundled, pointer, traces);
      return file.positionOf(at);
    },
    quoteOf: (pointer) => {
      const { file, pointer: at } = originOf(bundled, pointer, traces);
      return file.quoteOf(at);
    },
  });
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
  // The bundler knows the versions of its day and refuses later ones; for bundling they do not differ.
  const known = { ...document, openapi: '3.1.0' };
  const parse = (file: { readonly url: string }): JsonValue => contentOf(file.url);
  const options: SwaggerParser.Options = {
    parse: { json: false, yaml: false, text: false, traced: { order: 1, canParse: true, parse } },
    resolve: { http: false, file: { order: 1, canRead: true, read: () => '' } },
  };
  // The declared types know neither parsers of one's own nor documents that are not of openapi-types.
  const bundled: unknown = await new SwaggerParser().bundle(root, known as never, options);
  if (!isJsonObject(bundled)) throw new Error('the result is not an object');
  return { ...bundled, openapi };
}

/** A copy in which every object knows its file and pointer. */
function copyTraced(file: PositionedFile, isRoot: boolean, origins: WeakMap<object, Origin>): JsonValue {
  return copy(file.value ?? null, '');

  function copy(value: JsonValue, pointer: Pointer): JsonValue {
    if (typeof value !== 'object' || value === null) return value;
    const copied = Array.isArray(value)
      ? (value as readonly JsonValue[]).map((item, index) => copy(item, `${pointer}/${index}`))
      : splitReference(copyMembers(value as JsonObject, pointer));
    origins.set(copied, { file, pointer });
    return copied;
  }

  function copyMembers(node: JsonObject, pointer: Pointer): JsonObject {
    return Object.fromEntries(
      Object.entries(node).map(([key, member]) => [key, copy(member ?? null, `${pointer}/${escapeToken(key)}`)]),
    );
  }

  /** The bundler merges a reference with the keywords beside it, and one of two equal keywords is lost; in `allOf` none is. */
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
const OF_PATH_ITEMS = new Set([
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'parameters',
  'servers',
]);

function isAssertion(key: string): boolean {
  return !BESIDE_REFERENCES.has(key) && !OF_PATH_ITEMS.has(key) && !key.startsWith('x-');
}

interface Traces {
  readonly origins: WeakMap<object, Origin>;
  readonly root: Origin;
}

/** Goes down to the node; the last object on the way that came from a file as it is says where we are. */
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
