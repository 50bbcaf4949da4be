import { scanJson } from '../core/scan-json.ts';

/** Finds the line and column, counted from 1, where a text stops being JSON (RFC 8259). Only for texts that cannot be parsed. */
export function locateJsonError(text: string): { readonly line: number; readonly column: number } {
  const offset = scanJson(text).failedAt ?? text.length;
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
