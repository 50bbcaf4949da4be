import { exec, type JsonValue as PathInput } from 'jsonpath-rfc9535';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Pointer } from './contract.ts';
import { isList, mergeUpdate } from './merge-update.ts';
import { OverlayOrigins, type Origin } from './overlay-origins.ts';
import { parseOverlay, type OverlayAction, type OverlayProblem } from './parse-overlay.ts';

type Path = readonly (string | number)[];

/** A document with an overlay applied, and what of the overlay met nothing. */
export interface AppliedOverlay {
  readonly document: JsonObject;
  /** Targets of actions that matched nothing: the contract may be of another edition. */
  readonly unmatched: readonly string[];
}

/**
 * Applies an overlay to a copy of a document, action by action (OpenAPI Overlay 1.0.0, section 4.4). Objects are merged,
 * lists in them joined, plain values replaced; an update of a list becomes its last entry. Each action sees what those
 * before it have done.
 */
export function applyOverlay(document: JsonObject, overlay: unknown): Result<AppliedOverlay, readonly string[]> {
  const applied = applyActions(document, overlay);
  if (applied.ok) return ok({ ...applied.value, unmatched: applied.value.unmatched.map(({ target }) => target) });
  return err(applied.error.map(({ pointer, message }) => `${pointer || '/'}: ${message}`));
}

interface AppliedActions {
  readonly document: JsonObject;
  /** Where a node of the document stands: in the one that was given, or in the overlay. */
  readonly originOf: (pointer: Pointer) => Origin;
  readonly unmatched: readonly { readonly index: number; readonly target: string }[];
}

/** As `applyOverlay`, with the place in the overlay that each problem is about. */
export function applyActions(
  document: JsonObject,
  overlay: unknown,
): Result<AppliedActions, readonly OverlayProblem[]> {
  const parsed = parseOverlay(overlay);
  if (!parsed.ok) return parsed;
  const problems: OverlayProblem[] = [];
  const unmatched: { index: number; target: string }[] = [];
  const origins = new OverlayOrigins();
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

function applyAction(
  document: JsonValue,
  action: OverlayAction,
  { origins, at }: { readonly origins: OverlayOrigins; readonly at: Pointer },
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
      current = changeAt(current, parent, (node) => without(node, path.at(-1) ?? ''));
    } else if (action.update !== undefined) {
      const update = action.update;
      const problem = misfit(valueAt(current, path), update);
      if (problem !== undefined) return err({ at: '/update', message: problem });
      origins.update(path, valueAt(current, path), { update, at });
      current = changeAt(current, path, (node) => (isList(node) ? [...node, update] : mergeUpdate(node, update)));
    }
  }
  return ok(current);
}

function misfit(node: JsonValue | undefined, update: JsonValue): string | undefined {
  if (isList(node)) return undefined;
  if (!isJsonObject(node)) return 'the target is neither an object nor a list, so nothing can be merged into it';
  return isJsonObject(update) ? undefined : 'the target is an object, so the update has to be one';
}

/** Distinct, and deepest and last first, so that removing one leaves the paths of the others true. */
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

function without(parent: JsonValue, token: string | number): JsonValue {
  if (isList(parent)) return parent.filter((_, index) => index !== token);
  if (!isJsonObject(parent)) return parent;
  return Object.fromEntries(Object.entries(parent).filter(([key]) => key !== token));
}
