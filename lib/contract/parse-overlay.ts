import { defined } from '../core/defined.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { err, ok, type Result } from '../core/result.ts';

/** What is wrong with an overlay, and where. */
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

/** The actions of an overlay (OpenAPI Overlay 1.0.0, sections 4.2 to 4.4), or all that is wrong with it. */
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
