import type { styleText } from 'node:util';
import { toPrintable, wrapText } from './safe-text.ts';

/** Colours a text, or leaves it as it is. */
export type Paint = (color: Parameters<typeof styleText>[0], text: string) => string;

const COLUMNS = 100;
const LABEL_WIDTH = 10;

/** A labelled value below an entry, wrapped; nothing where there is no value. */
export function fieldLines(label: string, value: string): readonly string[] {
  return value === '' ? [] : hangingLines(`    ${label.padEnd(LABEL_WIDTH)}`, value);
}

/** `lead` and the text, wrapped under itself. Whatever the text holds, it stays text. */
export function hangingLines(lead: string, text: string): readonly string[] {
  const indent = ' '.repeat(lead.length);
  return wrapText(toPrintable(text), COLUMNS - lead.length).map(
    (line, index) => `${index === 0 ? lead : indent}${line}`,
  );
}
