import { defined } from '../core/defined.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { unescapeToken, valueAtPointer } from '../core/pointer.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Pointer } from './contract.ts';

/** A problem of an overlay. */
export interface OverlayProblem {
  /** JSON Pointer into the overlay. */
  readonly pointer: string;
  readonly message: string;
}

/** One action of an overlay (OpenAPI Overlay 1.0.0, action object). */
export interface OverlayAction {
  readonly target: string;
  readonly update?: JsonValue;
  readonly remove: boolean;
}

const MEMBERS = new Set(['target', 'description', 'update', 'remove']);

/** Returns the actions of an overlay (OpenAPI Overlay 1.0.0, sections 4.2 to 4.4), or all its problems. */
export function parseOverlay(overlay: unknown): Result<readonly OverlayAction[], readonly OverlayProblem[]> {
  if (!isJsonObject(overlay))
    return err([{ pointer: '', message: 'an overlay is an object with "overlay", "info" and "actions"' }]);
  const actions = overlay['actions'];
  const list = Array.isArray(actions) ? (actions as readonly JsonValue[]) : [];
  const problems = [...problemsOfHead(overlay), ...list.flatMap(problemsOfAction)];
  if (problems.length > 0) return err(problems);
  return ok(list.filter(isJsonObject).map(toAction));
}

function problemsOfHead(overlay: JsonObject): readonly OverlayProblem[] {
  const { overlay: version, info, actions } = overlay;
  const problems: OverlayProblem[] = [];
  if (typeof version !== 'string' || !/^1\.\d+\.\d+$/.test(version)) {
    problems.push({
      pointer: '/overlay',
      message: `the version of the overlay has to be 1.0.0, not ${JSON.stringify(version) ?? 'absent'}`,
    });
  }
  if (!isJsonObject(info) || typeof info['title'] !== 'string' || typeof info['version'] !== 'string') {
    problems.push({ pointer: '/info', message: '"info" has to have a title and a version' });
  }
  if (overlay['extends'] !== undefined && typeof overlay['extends'] !== 'string') {
    problems.push({ pointer: '/extends', message: '"extends" has to be the address of a document' });
  }
  if (!Array.isArray(actions) || actions.length === 0) {
    problems.push({ pointer: '/actions', message: '"actions" has to be a list with at least one action' });
  }
  return problems;
}

function problemsOfAction(action: JsonValue, index: number): readonly OverlayProblem[] {
  const pointer = `/actions/${index}`;
  if (!isJsonObject(action)) return [{ pointer, message: 'an action is an object with a "target"' }];
  const problems: OverlayProblem[] = Object.keys(action)
    .filter((key) => !MEMBERS.has(key) && !key.startsWith('x-'))
    .map((key) => ({ pointer: `${pointer}/${key}`, message: `an action has no member "${key}"` }));
  if (typeof action['target'] !== 'string')
    problems.push({ pointer: `${pointer}/target`, message: 'the target of an action is a JSONPath in a string' });
  if (action['remove'] !== undefined && typeof action['remove'] !== 'boolean') {
    problems.push({ pointer: `${pointer}/remove`, message: '"remove" is true or false' });
  }
  if (action['update'] === undefined && action['remove'] !== true)
    problems.push({ pointer, message: 'the action neither updates nor removes' });
  return problems;
}

function toAction(action: JsonObject): OverlayAction {
  const { target, update, remove } = action;
  return {
    target: typeof target === 'string' ? target : '',
    remove: remove === true,
    ...defined({ update }),
  };
}

/** Returns the JSONPath (RFC 9535, section 2.3.1) that selects the same node as a JSON Pointer: `$.paths['/widgets'].get`. */
export function jsonPathOf(document: JsonObject, pointer: Pointer): string {
  let place = '';
  let path = '$';
  for (const token of pointer.split('/').slice(1)) {
    path += Array.isArray(valueAtPointer(document, place)) ? `[${token}]` : segmentOf(token);
    place += `/${token}`;
  }
  return path;
}

function segmentOf(token: string): string {
  const name = unescapeToken(token);
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${quoteInPath(name)}]`;
}

/** Writes a text as a string literal of JSONPath (RFC 9535, section 2.3.1.1): `'it\'s'`. */
export function quoteInPath(text: string): string {
  // JSONPath has the escapes of JSON, except for the quotes.
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
