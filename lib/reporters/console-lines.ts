import type { styleText } from 'node:util';
import { toPrintable, wrapText } from './safe-text.ts';

/** Colours a text, or leaves it as it is. */
export type Paint = (color: Parameters<typeof styleText>[0], text: string) => string;

/** The widest that lines are made: longer ones are hard to read. */
const MOST_COLUMNS = 100;
const LEAST_COLUMNS = 40;
const LABEL_WIDTH = 10;

/** How the lines of a summary are set: in which colours, and how wide. */
export interface Layout {
  readonly paint: Paint;
  /** `lead` and the text, wrapped under itself. Whatever the text holds, it stays text. */
  readonly hang: (lead: string, text: string) => readonly string[];
  /** A labelled value below an entry, wrapped; nothing where there is no value. */
  readonly field: (label: string, value: string) => readonly string[];
}

/** A layout for a terminal of so many columns; for one of 100 where that is not known. */
export function createLayout(paint: Paint, columns = MOST_COLUMNS): Layout {
  const width = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, columns));
  const hang: Layout['hang'] = (lead, text) => {
    const indent = ' '.repeat(lead.length);
    return wrapText(toPrintable(text), width - lead.length).map(
      (line, index) => `${index === 0 ? lead : indent}${line}`,
    );
  };
  return {
    paint,
    hang,
    field: (label, value) => (value === '' ? [] : hang(`    ${label.padEnd(LABEL_WIDTH)}`, value)),
  };
}
