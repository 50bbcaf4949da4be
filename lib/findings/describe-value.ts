import { isJsonObject, type JsonValue } from '../core/json.ts';
import { shortenText } from './normalise-text.ts';

const MOST_NAMES = 6;

/** A value in a few words, for a sentence about what was seen: texts in quotes, objects by their member names. */
export function describeValue(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isJsonObject(value)) return describeObject(Object.keys(value));
  return shortenText(JSON.stringify(value));
}

function describeObject(names: readonly string[]): string {
  if (names.length === 0) return 'an empty object';
  const shown = [...names].sort().slice(0, MOST_NAMES).join(', ');
  return shortenText(`an object with ${shown}${names.length > MOST_NAMES ? ' and more' : ''}`);
}
