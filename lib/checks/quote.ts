import { isJsonObject, type JsonValue } from '../core/json.ts';
import { countOf } from '../core/text.ts';
import type { CheckContext } from './check.ts';

/** A value as a finding quotes it; where the answer may hold secrets only what kind of value it is. */
export function quote({ isSensitive }: Pick<CheckContext, 'isSensitive'>, value: JsonValue): string {
  return isSensitive === true ? describeKind(value) : JSON.stringify(value);
}

/** What kind of value it is, and how long, without the value. */
export function describeKind(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isJsonObject(value)) return `an object with ${countOf(Object.keys(value).length, 'member')}`;
  return typeof value === 'string' ? `a text of ${countOf(value.length, 'character')}` : `a ${typeof value}`;
}
