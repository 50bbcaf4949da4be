import { isJsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken, valueAtPointer } from '../core/pointer.ts';
import { namesIn } from './bind.ts';
import type { Fill, UndoData } from './operation-data.ts';

/** What a request names: the parameters of its path, and its body where that is JSON. */
export interface Named {
  readonly path: Fill;
  readonly body: JsonValue | undefined;
}

/**
 * An undo removes what the valid request would make. A request that was broken on purpose may name something else, or
 * nothing: the undo is aimed at what it names, or at what the answer names (`binds`), and where neither does it has a name
 * that is never bound (`${unnamed.key}`), so that the thing stays in the ledger and is reported.
 */
export function retargetUndo(
  undo: UndoData,
  valid: Named,
  sent: Named,
  binds: Readonly<Record<string, string>>,
): UndoData {
  const aim = (text: string): string => targetOf(text, valid, sent, binds);
  return {
    ...undo,
    ...(undo.path === undefined ? {} : { path: aimFill(undo.path, aim) }),
    ...(undo.query === undefined ? {} : { query: aimFill(undo.query, aim) }),
    ...(undo.body === undefined ? {} : { body: aimValue(undo.body, aim) as UndoData['body'] }),
  };
}

function targetOf(text: string, valid: Named, sent: Named, binds: Readonly<Record<string, string>>): string {
  const parameter = Object.keys(valid.path).find((name) => valid.path[name] === text);
  if (parameter !== undefined && sent.path[parameter] !== text) return sent.path[parameter] ?? unnamed(parameter);
  const [pointer] = pointersTo(text, valid.body);
  if (pointer === undefined) return text;
  const named = valueAtPointer(sent.body, pointer);
  if (typeof named === 'string' && named !== '' && isOfTheRun(named)) return named;
  const answered = Object.keys(binds).find((name) => binds[name] === pointer);
  return answered === undefined ? unnamed(pointer.split('/').at(-1) ?? '') : `\${${answered}}`;
}

/** What was there before the run (`${org.slug}`) is never the target of an undo that was aimed at something else. */
function isOfTheRun(named: string): boolean {
  return namesIn(named).every((name) => /^(?:fresh|run|unknown|value)\./.test(name));
}

function unnamed(member: string): string {
  return `\${unnamed.${member}}`;
}

function pointersTo(text: string, value: JsonValue | undefined, at = ''): readonly string[] {
  if (value === text) return [at];
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    return items.flatMap((item, index) => pointersTo(text, item, `${at}/${index}`));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => pointersTo(text, member, `${at}/${escapeToken(name)}`));
}

function aimFill(fill: Fill, aim: (text: string) => string): Fill {
  return Object.fromEntries(Object.entries(fill).map(([name, text]) => [name, text === null ? null : aim(text)]));
}

function aimValue(value: JsonValue, aim: (text: string) => string): JsonValue {
  if (typeof value === 'string') return aim(value);
  if (Array.isArray(value)) return value.map((item) => aimValue(item as JsonValue, aim));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, aimValue(member ?? null, aim)]));
}
