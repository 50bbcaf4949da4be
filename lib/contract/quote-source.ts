/** Where a node stands in its text: offsets of its first character, and of the one after its last. */
export interface SourceSpan {
  readonly start: number;
  readonly end: number;
}

const MOST_LINES = 6;
const LONGEST_LINE = 160;

/** The lines of a node as somebody would quote them: a few, none too long, and without the indentation that they share. */
export function quoteSource(text: string, { start, end }: SourceSpan): string {
  // What is cut off is longer than what is shown.
  const source = text.slice(start, Math.min(end, start + MOST_LINES * LONGEST_LINE * 4));
  const lines = source.trimEnd().split(/\r?\n/);
  const indent = indentBefore(text, start);
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line, index) => (index === 0 ? line : line.slice(Math.min(indent, line.search(/\S|$/)))))
    .map((line) => (line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}\u2026`));
  return [...shown, ...(lines.length > MOST_LINES ? ['\u2026'] : [])].join('\n');
}

/** How far the first line of the node is indented: so far are the others, at least. */
function indentBefore(text: string, start: number): number {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return before.trim() === '' || before.trim() === '-' ? before.length : 0;
}
