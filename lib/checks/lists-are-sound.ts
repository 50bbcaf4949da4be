import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { escapeToken } from '../core/pointer.ts';
import { isSuccess } from '../exchange/status.ts';
import type { Observation } from '../findings/finding.ts';
import type { RuleId } from '../rules/rules.ts';
import { declaredResponse } from './answer-facts.ts';
import { judgeBy, skip, type Check, type CheckContext } from './check.ts';

/** A list holds each thing once, counts what it holds, and its rows are of one kind (descriptions of the list operations). */
export const listsAreSound: Check = {
  id: 'lists-are-sound',
  title: 'A list holds each thing once, all of one kind, and counts them',
  clause: 'descriptions of the list operations',
  rules: ['list.odd-row', 'list.repeated', 'page.total-differs'],
  evaluate: (context) => {
    const { answer } = context;
    if (!isSuccess(answer.status) || answer.body.kind !== 'json') return skip('there is no list to look at');
    const body = answer.body.value;
    const lists = listsOf(body);
    if (lists.length === 0) return skip('there is no list to look at');
    return judgeBy([
      ...lists.flatMap(([at, rows]) => [...repeatedRows(context, at, rows), ...oddRows(context, at, rows)]),
      ...(isJsonObject(body) ? otherCounts(context, body) : []),
    ]);
  },
};

type List = readonly [at: string, rows: readonly JsonValue[]];

/** The answer itself, or its members, where they are lists with an object in them: other values may repeat. */
function listsOf(body: JsonValue): readonly List[] {
  const named: readonly (readonly [string, JsonValue | undefined])[] = Array.isArray(body)
    ? [['', body]]
    : Object.entries(isJsonObject(body) ? body : {}).map(([name, value]) => [`/${escapeToken(name)}`, value]);
  return named.flatMap(([at, value]) => (isListOfObjects(value) ? [[at, value] as const] : []));
}

function isListOfObjects(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value) && value.some((row: JsonValue) => isJsonObject(row));
}

/** Members by which a row is told from its siblings: the first that all rows have. */
const IDS = ['id', 'slug', 'key'];

function idOf(rows: readonly JsonObject[]): string | undefined {
  return IDS.find((name) => rows.every((row) => ['string', 'number'].includes(typeof row[name])));
}

function repeatedRows(context: CheckContext, at: string, rows: readonly JsonValue[]): readonly Observation[] {
  const objects = rows.filter(isJsonObject);
  const id = idOf(objects);
  const isRepeated =
    id === undefined
      ? objects.some((row, index) => objects.slice(0, index).some((other) => isDeepStrictEqual(other, row)))
      : new Set(objects.map((row) => row[id])).size < objects.length;
  if (!isRepeated) return [];
  const place = `${at}/*${id === undefined ? '' : `/${id}`}`;
  const seen = id === undefined ? 'the same row twice' : `the same ${id} in two rows`;
  return [observe(context, 'list.repeated', place, ['each thing once', seen])];
}

/** Rows that are none of their siblings' kind: no object, without the id that nearly all have, or an error in place of a thing. */
function oddRows(context: CheckContext, at: string, rows: readonly JsonValue[]): readonly Observation[] {
  const objects = rows.filter(isJsonObject);
  const odd = objects.length < rows.length ? 'a row that is no object' : oddObject(objects);
  return odd === undefined ? [] : [observe(context, 'list.odd-row', `${at}/*`, ['rows of one kind', odd])];
}

function oddObject(rows: readonly JsonObject[]): string | undefined {
  if (rows.length < 2) return undefined;
  const having = (name: string): number => rows.filter((row) => row[name] !== undefined).length;
  if (having('error') > 0 && rows.some((row) => row['error'] === undefined && sharesLittle(row, rows)))
    return 'an error among the rows';
  const lacked = IDS.find((name) => having(name) < rows.length && having(name) > rows.length / 2);
  return lacked === undefined || idOf(rows) !== undefined ? undefined : `a row without ${lacked}`;
}

/** True if a row has less than half of its members in common with one that is an error. */
function sharesLittle(row: JsonObject, rows: readonly JsonObject[]): boolean {
  const names = Object.keys(row);
  return rows.some(
    (other) =>
      other['error'] !== undefined && names.filter((name) => other[name] !== undefined).length * 2 < names.length,
  );
}

/** Members of an answer that say that it is one page of more. */
const PAGED = /^(?:next|cursor|page|pages|per_page|offset|limit|has_more|next_[a-z_]+|total_pages)$/;
const COUNTS = ['count', 'total', 'total_count'];

/** Compares a count with the one list beside it; a page of a longer list counts more than it holds. */
function otherCounts(context: CheckContext, body: JsonObject): readonly Observation[] {
  const lists = Object.values(body).filter((value): value is readonly JsonValue[] => Array.isArray(value));
  const [rows, ...others] = lists;
  if (rows === undefined || others.length > 0 || Object.keys(body).some((name) => PAGED.test(name))) return [];
  return COUNTS.filter((name) => typeof body[name] === 'number' && body[name] !== rows.length).map((name) =>
    observe(context, 'page.total-differs', `/${name}`, ['the number of rows', 'another number']),
  );
}

function observe(
  context: CheckContext,
  rule: RuleId,
  pointer: string,
  [expected, seen]: readonly [expected: string, seen: string],
): Observation {
  const clause = declaredResponse(context)?.pointer ?? context.operation.pointer;
  return { rule, place: { kind: 'body', pointer }, clause, expected, seen };
}
