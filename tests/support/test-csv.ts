/** The cells of a table in which every cell is quoted (RFC 4180, section 2); throws on anything else. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let rest = text;
  while (rest !== '') {
    const match = /^"((?:[^"]|"")*)"(,|\r\n)/.exec(rest);
    if (match === null) throw new Error(`no cell begins at ${JSON.stringify(rest.slice(0, 40))}`);
    const [whole, cell = '', end] = match;
    rows.at(-1)?.push(cell.replaceAll('""', '"'));
    rest = rest.slice(whole.length);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}
