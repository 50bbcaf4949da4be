import { cutText, toPrintable } from './safe-text.ts';

const LONGEST_TEXT = 1000;
const LONGEST_COMMAND = 4000;

/** Characters with a meaning in Markdown, in HTML or in the extensions of hosts: links, mentions, formulas, emoji. */
const MEANINGFUL = /[&<>"'`*_{}[\]()#+!|~@:$^=\\]|(?<=www)\./gi;

/** A mark without a width, which keeps hosts from making a mention or a reference of the next word. */
const REFERENCE_BREAK = '&#8203;';

/** Renders a text that stays text: characters with a meaning become character references (CommonMark, section 2.5). */
export function markdownText(text: string): string {
  return toPrintable(cutText(text, LONGEST_TEXT)).replace(MEANINGFUL, (character) => {
    const reference = `&#${character.charCodeAt(0)};`;
    return character === '@' || character === '#' ? `${reference}${REFERENCE_BREAK}` : reference;
  });
}

/**
 * Renders a text as a code span, in which nothing has a meaning (CommonMark, section 6.1). Not for cells of tables, where a
 * bar ends a cell even inside code.
 */
export function markdownCode(text: string): string {
  const shown = toPrintable(cutText(text, LONGEST_TEXT));
  if (shown === '') return '(empty)';
  const fence = fenceAround(shown, 1);
  return `${fence} ${shown} ${fence}`;
}

/** Renders commands as a fenced block, a line each. */
export function markdownBlock(commands: readonly string[]): readonly string[] {
  const shown = commands.map((command) => toPrintable(cutText(command, LONGEST_COMMAND)));
  const fence = fenceAround(shown.join('\n'), 3);
  return [`${fence}sh`, ...shown, fence];
}

/** Returns a fence that is longer than any row of backticks in the text. */
function fenceAround(text: string, least: number): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length + 1);
  return '`'.repeat(runs.reduce((most, run) => Math.max(most, run), least));
}

/** Takes as many entries as fit into so many bytes, and counts the others. */
export function takeWithin(
  entries: readonly string[],
  bytes: number,
): { readonly taken: readonly string[]; readonly left: number } {
  let used = 0;
  const fits = entries.findIndex((entry) => (used += Buffer.byteLength(entry) + 1) > bytes);
  const taken = fits === -1 ? entries : entries.slice(0, fits);
  return { taken, left: entries.length - taken.length };
}
