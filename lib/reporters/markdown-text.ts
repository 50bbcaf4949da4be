import { cutText, toPrintable } from './safe-text.ts';

const LONGEST_TEXT = 1000;
const LONGEST_COMMAND = 4000;

/** What means something to Markdown, to HTML or to the extensions that hosts add: links, mentions, formulas, emoji. */
const MEANINGFUL = /[&<>"'`*_{}[\]()#+!|~@:$^=\\]|(?<=www)\./gi;

/** A mark of width zero keeps hosts from making a mention or a reference of what follows. */
const REFERENCE_BREAK = '&#8203;';

/** The text as text: each character that could mean something is written as a character reference (CommonMark, section 2.5). */
export function markdownText(text: string): string {
  return toPrintable(cutText(text, LONGEST_TEXT)).replace(MEANINGFUL, (character) => {
    const reference = `&#${character.charCodeAt(0)};`;
    return character === '@' || character === '#' ? `${reference}${REFERENCE_BREAK}` : reference;
  });
}

/**
 * The text as a code span, in which nothing has a meaning (CommonMark, section 6.1). Not for cells of tables: there a bar
 * ends a cell even inside code.
 */
export function markdownCode(text: string): string {
  const shown = toPrintable(cutText(text, LONGEST_TEXT));
  if (shown === '') return '(empty)';
  const fence = fenceAround(shown, 1);
  return `${fence} ${shown} ${fence}`;
}

/** The commands as a fenced block, a line each. */
export function markdownBlock(commands: readonly string[]): readonly string[] {
  const shown = commands.map((command) => toPrintable(cutText(command, LONGEST_COMMAND)));
  const fence = fenceAround(shown.join('\n'), 3);
  return [`${fence}sh`, ...shown, fence];
}

/** More backticks than stand in the text in a row. */
function fenceAround(text: string, least: number): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length + 1);
  return '`'.repeat(runs.reduce((most, run) => Math.max(most, run), least));
}

/** As many entries as fit into so many bytes, and how many do not. */
export function takeWithin(
  entries: readonly string[],
  bytes: number,
): { readonly taken: readonly string[]; readonly left: number } {
  let used = 0;
  const fits = entries.findIndex((entry) => (used += Buffer.byteLength(entry) + 1) > bytes);
  const taken = fits === -1 ? entries : entries.slice(0, fits);
  return { taken, left: entries.length - taken.length };
}
