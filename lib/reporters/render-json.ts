/** What is not shown or changes how the rest is shown, beyond the control characters that JSON escapes by itself. */
const HIDDEN =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\u{e0000}-\u{e007f}]/gu;

/** Pretty-printed JSON in the order of the value's members; harmless when a terminal shows it. The values stay as they are. */
export function renderJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2).replace(HIDDEN, escapeUnits)}\n`;
}

/** A document whose `log.entries` are many: compact, one entry a line, escaped in the same way. */
export function renderJsonLines(document: { readonly log: object }, entries: readonly object[]): string {
  const head = JSON.stringify({ ...document, log: { ...document.log, entries: [] } });
  const at = head.lastIndexOf('"entries":[') + '"entries":['.length;
  const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n');
  return `${head.slice(0, at)}\n${lines}\n${head.slice(at)}\n`.replace(HIDDEN, escapeUnits);
}

/** A character beyond the basic plane is written as its two halves (RFC 8259, section 7). */
function escapeUnits(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
