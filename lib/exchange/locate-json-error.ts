import { parseJson } from '../core/parse-json.ts';
import { scanJson } from '../core/scan-json.ts';

/** Finds the line and column, counted from 1, where a text stops being JSON (RFC 8259). Only for texts that cannot be parsed. */
export function locateJsonError(text: string): { readonly line: number; readonly column: number } {
  const offset = scanJson(text).failedAt ?? text.length;
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Beginnings of what other languages write where JSON has a value, with a name for each. */
const NOT_JSON: readonly (readonly [form: RegExp, words: string])[] = [
  [/^-?(?:NaN|Infinity)\b/, 'JSON with NaN or Infinity in it'],
  [/^(?:undefined|None|True|False)\b/, 'JSON with a word of a programming language in it'],
  [/^'/, 'JSON with single quotes'],
  [/^\/[/*]/, 'JSON with a comment'],
];

/** Names what keeps a text from being JSON (RFC 8259), where it is one of the usual things. Only for texts that cannot be parsed. */
export function nameJsonError(text: string): string | undefined {
  if (text.startsWith('\uFEFF')) return 'JSON behind a byte order mark';
  const offset = scanJson(text).failedAt ?? text.length;
  const rest = text.slice(offset);
  const before = text.slice(0, offset).trimEnd();
  if (/^[\]}]/.test(rest) && before.endsWith(',')) return 'JSON with a comma behind the last item';
  const known = NOT_JSON.find(([form]) => form.test(rest));
  if (known !== undefined) return known[1];
  return rest !== '' && parseJson(before).kind === 'json' ? 'JSON with something behind it' : undefined;
}
