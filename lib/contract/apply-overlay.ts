import { exec, type JsonValue as PathInput } from 'jsonpath-rfc9535';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, unescapeToken } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Pointer } from './contract.ts';
import { parseOverlay, type OverlayAction, type OverlayProblem } from './parse-overlay.ts';

type Path = readonly (string | number)[];

/** The source of a node of an overlaid document: a place in the document before the overlay, or in the overlay. */
interface Origin {
  readonly source: 'document' | 'overlay';
  readonly pointer: Pointer;
}

interface AppliedOverlay {
  readonly document: JsonObject;
  readonly originOf: (pointer: Pointer) => Origin;
  /** The actions whose target matched nothing; perhaps they are for another edition of the contract. */
  readonly unmatched: readonly { readonly index: number; readonly target: string }[];
}

/**
 * Applies an overlay to a copy of a document, action by action (OpenAPI Overlay 1.0.0, section 4.4). Objects are merged,
 * lists in them joined, plain values replaced; an update of a list becomes its last entry. Each action works on the result of
 * the one before it.
 */
export function applyOverlay(
  document: JsonObject,
  overlay: unknown,
): Result<AppliedOverlay, readonly OverlayProblem[]> {
  const parsed = parseOverlay(overlay);
  if (!parsed.ok) return parsed;
  const problems: OverlayProblem[] = [];
  const unmatched: { index: number; target: string }[] = [];
  const origins = new Origins();
  let current: JsonValue = structuredClone<JsonObject>(document);
  for (const [index, action] of parsed.value.entries()) {
    const outcome = applyAction(current, action, { origins, at: `/actions/${index}/update` });
    if (!outcome.ok) problems.push({ pointer: `/actions/${index}${outcome.error.at}`, message: outcome.error.message });
    else if (outcome.value === undefined) unmatched.push({ index, target: action.target });
    else current = outcome.value;
  }
  if (problems.length > 0) return err(problems);
  if (!isJsonObject(current)) return err([{ pointer: '/actions', message: 'nothing of the document would be left' }]);
  return ok({ document: current, unmatched, originOf: (pointer) => origins.originOf(pointer) });
}

type ActionFailure = { readonly at: '/target' | '/update' | '/remove'; readonly message: string };

/** Returns the changed document, or undefined if the target matches nothing. */
function applyAction(
  document: JsonValue,
  action: OverlayAction,
  { origins, at }: { readonly origins: Origins; readonly at: Pointer },
): Result<JsonValue | undefined, ActionFailure> {
  const found = pathsOf(document, action.target);
  if (!found.ok)
    return err({ at: '/target', message: `"${action.target}" is not a JSONPath (RFC 9535): ${found.error}` });
  if (found.value.length === 0) return ok(undefined);
  let current = document;
  for (const path of found.value) {
    if (action.remove) {
      if (path.length === 0) return err({ at: '/remove', message: 'the whole document cannot be removed' });
      const parent = path.slice(0, -1);
      origins.remove(parent, path.at(-1) ?? '', valueAt(current, parent));
      current = changeAt(current, parent, (node) => removeMember(node, path.at(-1) ?? ''));
    } else if (action.update !== undefined) {
      const update = action.update;
      const problem = findMisfit(valueAt(current, path), update);
      if (problem !== undefined) return err({ at: '/update', message: problem });
      origins.update(path, valueAt(current, path), { update, at });
      current = changeAt(current, path, (node) => (isList(node) ? [...node, update] : mergeUpdate(node, update)));
    }
  }
  return ok(current);
}

function findMisfit(node: JsonValue | undefined, update: JsonValue): string | undefined {
  if (isList(node)) return undefined;
  if (!isJsonObject(node)) return 'the target is neither an object nor a list, so nothing can be merged into it';
  return isJsonObject(update) ? undefined : 'the target is an object, so the update has to be one';
}

/** The distinct paths that a target matches, deepest and last first, so that removing one keeps the paths of the others valid. */
function pathsOf(document: JsonValue, target: string): Result<readonly Path[]> {
  const found = new Map<string, Path>();
  try {
    // The library's type is the mutable twin of ours; it only reads.
    exec(document as PathInput, target, (_, path) => found.set(JSON.stringify(path), [...path]));
  } catch (error) {
    return err(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  return ok([...found.values()].sort(compareBackwards));
}

function compareBackwards(left: Path, right: Path): number {
  for (const [index, token] of left.entries()) {
    const other = right[index];
    if (other === undefined) return -1;
    if (token === other) continue;
    if (typeof token === 'number' && typeof other === 'number') return other - token;
    return String(token) < String(other) ? 1 : -1;
  }
  return right.length - left.length;
}

function valueAt(document: JsonValue, path: Path): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((node, token) => {
    if (isList(node)) return node[Number(token)];
    return isJsonObject(node) ? node[token] : undefined;
  }, document);
}

function changeAt(node: JsonValue, path: Path, change: (node: JsonValue) => JsonValue): JsonValue {
  const [token, ...rest] = path;
  if (token === undefined) return change(node);
  if (isList(node)) return node.map((item, index) => (index === token ? changeAt(item, rest, change) : item));
  if (!isJsonObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, member]) => [key, key === token ? changeAt(member ?? null, rest, change) : member]),
  );
}

function removeMember(parent: JsonValue, token: string | number): JsonValue {
  if (isList(parent)) return parent.filter((_, index) => index !== token);
  if (!isJsonObject(parent)) return parent;
  return Object.fromEntries(Object.entries(parent).filter(([key]) => key !== token));
}

/** Lists that are sets in JSON Schema: a name that is in one already is not added again. */
const SETS = new Set(['required', 'enum', 'type']);

/** Merges an update into a node (OpenAPI Overlay 1.0.0, section 4.4.3): objects member by member, lists joined, plain values replaced. */
function mergeUpdate(node: JsonValue | undefined, update: JsonValue, key = ''): JsonValue {
  if (isList(node) && isList(update)) return [...node, ...addedItems(node, update, key).map(([, item]) => item)];
  if (!isJsonObject(node) || !isJsonObject(update)) return update;
  const merged = new Map(Object.entries(node));
  for (const [name, value] of Object.entries(update))
    merged.set(name, mergeUpdate(merged.get(name), value ?? null, name));
  return Object.fromEntries(merged);
}

/** The items of an update that the list does not have yet, with their indexes in the update. */
function addedItems(
  node: readonly JsonValue[],
  update: readonly JsonValue[],
  key: string,
): readonly (readonly [index: number, item: JsonValue])[] {
  const items = [...update.entries()];
  return SETS.has(key) ? items.filter(([, item]) => !node.includes(item)) : items;
}

/** As `Array.isArray`, which does not narrow readonly arrays. */
function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

interface Trace {
  origin: Origin;
  /** Only the members whose origin does not follow from that of their parent. */
  readonly members: Map<string, Trace>;
}

/** Keeps track of the changes that the actions of an overlay make, so that every node can be traced back to its line. */
class Origins {
  readonly #root = traceOf({ source: 'document', pointer: '' });

  originOf(pointer: Pointer): Origin {
    let trace = this.#root;
    for (const token of pointer.split('/').slice(1)) trace = memberOf(trace, unescapeToken(token));
    return trace.origin;
  }

  /** Records that an update, found at `at` in the overlay, is merged into the node at the path, or appended if that is a list. */
  update(
    path: Path,
    node: JsonValue | undefined,
    { update, at }: { readonly update: JsonValue; readonly at: Pointer },
  ): void {
    const trace = this.#ownTraceAt(path);
    if (isList(node)) trace.members.set(String(node.length), fromOverlay(at));
    else mergeTrace(trace, node, update, { at, key: '' });
  }

  /** Records that a member of an object is removed, or an item of a list, whose later items move up. */
  remove(parentPath: Path, token: string | number, parent: JsonValue | undefined): void {
    const trace = this.#ownTraceAt(parentPath);
    if (!isList(parent)) {
      trace.members.delete(String(token));
      return;
    }
    for (let index = Number(token); index < parent.length - 1; index += 1)
      trace.members.set(String(index), memberOf(trace, String(index + 1)));
    trace.members.delete(String(parent.length - 1));
  }

  #ownTraceAt(path: Path): Trace {
    return path.reduce<Trace>((trace, token) => ownMember(trace, String(token)), this.#root);
  }
}

/** Traces what `mergeUpdate` does. */
function mergeTrace(
  trace: Trace,
  node: JsonValue | undefined,
  update: JsonValue,
  { at, key }: { readonly at: Pointer; readonly key: string },
): void {
  if (isList(node) && isList(update)) {
    for (const [added, [index]] of addedItems(node, update, key).entries())
      trace.members.set(String(node.length + added), fromOverlay(`${at}/${index}`));
    return;
  }
  if (!isJsonObject(node) || !isJsonObject(update)) {
    trace.origin = { source: 'overlay', pointer: at };
    trace.members.clear();
    return;
  }
  for (const [name, value] of Object.entries(update)) {
    const place = `${at}/${escapeToken(name)}`;
    if (node[name] === undefined) trace.members.set(name, fromOverlay(place));
    else mergeTrace(ownMember(trace, name), node[name], value ?? null, { at: place, key: name });
  }
}

function traceOf(origin: Origin): Trace {
  return { origin, members: new Map() };
}

function fromOverlay(pointer: Pointer): Trace {
  return traceOf({ source: 'overlay', pointer });
}

function memberOf(trace: Trace, token: string): Trace {
  const { source, pointer } = trace.origin;
  return trace.members.get(token) ?? traceOf({ source, pointer: `${pointer}/${escapeToken(token)}` });
}

function ownMember(trace: Trace, token: string): Trace {
  const member = memberOf(trace, token);
  trace.members.set(token, member);
  return member;
}
